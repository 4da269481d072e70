#include "store/duckdb/ask_watch.h"

#include <fmt/format.h>
#include <unistd.h>

#include <fstream>
#include <utility>

#include "store/duckdb/database.h"

namespace overt::duckdb {
namespace {

// Pages of the file itself are left out: they give way to whoever needs the memory.
constexpr const char* kReadMemory =
    "SELECT coalesce(sum(memory_usage_bytes), 0)::BIGINT FROM duckdb_memory()"
    " WHERE tag <> 'BASE_TABLE'";

// Of this process; 0 where the kernel does not say.
std::int64_t resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::int64_t pages_of_size = 0;
  std::int64_t pages = 0;
  statm >> pages_of_size >> pages;
  return statm ? pages * ::sysconf(_SC_PAGESIZE) : 0;
}

}  // namespace

AskWatch::AskWatch(const Connection& asking, const Connection& watching, const WatchLimits& limits,
                   std::stop_token stop)
    : asking_(asking),
      watching_(watching),
      limits_(limits),
      stop_(std::move(stop)),
      until_(std::chrono::steady_clock::now() + limits.timeout),
      memory_before_(memory()),
      resident_before_(resident_bytes()),
      thread_([this](const std::stop_token& ended) { run(ended); }) {}

std::string AskWatch::end() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
  return reason_;
}

// An interrupt that comes between two steps of DuckDB is forgotten by it, so it is repeated.
void AskWatch::run(const std::stop_token& ended) {
  std::unique_lock lock(mutex_);
  while (!changed_.wait_for(lock, ended, kWatchInterval,
                            [&ended] { return ended.stop_requested(); })) {
    if (reason_.empty()) reason_ = problem();
    if (!reason_.empty()) duckdb_interrupt(asking_.get());
  }
}

std::string AskWatch::problem() const {
  if (stop_.stop_requested()) return "it was told to stop";
  if (std::chrono::steady_clock::now() >= until_) {
    return fmt::format("it took longer than {} s",
                       static_cast<double>(limits_.timeout.count()) / 1000);
  }
  if (resident_bytes() - resident_before_ > limits_.growth_max ||
      memory() - memory_before_ > limits_.memory_max) {
    return fmt::format("it needs more than {} MB; ask about less at a time",
                       limits_.memory_max >> 20U);
  }
  return {};
}

std::int64_t AskWatch::memory() const {
  const auto bytes = integer(watching_, kReadMemory);
  // A memory that is full may not even be asked.
  return bytes ? *bytes : memory_before_;
}

}  // namespace overt::duckdb
