#include "base/counted_allocations.h"

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>

namespace overt::testing {
namespace {

std::atomic<std::uint64_t>& count() {
  static constinit std::atomic<std::uint64_t> allocations = 0;
  return allocations;
}

void* counted(void* memory) {
  count().fetch_add(1, std::memory_order_relaxed);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

}  // namespace

std::uint64_t allocations_so_far() { return count().load(std::memory_order_relaxed); }

}  // namespace overt::testing

// The forms for arrays and without exceptions call these. This is the one place that stands in for
// the allocator itself. NOLINTBEGIN(cppcoreguidelines-no-malloc)
void* operator new(std::size_t size) {
  return overt::testing::counted(std::malloc(size == 0 ? 1 : size));
}
void* operator new(std::size_t size, std::align_val_t alignment) {
  const auto multiple = static_cast<std::size_t>(alignment);
  const std::size_t rounded = (size + multiple - 1) / multiple * multiple;
  return overt::testing::counted(std::aligned_alloc(multiple, rounded));
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }
// NOLINTEND(cppcoreguidelines-no-malloc)
