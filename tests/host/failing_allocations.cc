#include "failing_allocations.h"

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <new>

namespace host {
namespace {

struct Failure {
  long from = 0;  // 0: none fails
  bool lasting = false;
  long count = 0;
};

Failure& failure() {
  static constinit Failure the_one;
  return the_one;
}

bool fails_now() {
  Failure& planned = failure();
  if (planned.from == 0) return false;
  ++planned.count;
  return planned.lasting ? planned.count >= planned.from : planned.count == planned.from;
}

}  // namespace

void fail_allocation(const char* which) {
  failure() = {.from = std::atol(which), .lasting = std::strchr(which, '+') != nullptr};
}

void fail_no_allocation() { failure() = {}; }

}  // namespace host

void* operator new(std::size_t size) {
  void* const memory = host::fails_now() ? nullptr : std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
