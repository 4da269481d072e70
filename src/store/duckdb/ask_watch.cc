#include "store/duckdb/ask_watch.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <utility>

#include "store/duckdb/database.h"

namespace overt::duckdb {
namespace {

constexpr const char* kReadMemory =
    "SELECT coalesce(sum(memory_usage_bytes) FILTER (WHERE tag = 'BASE_TABLE'), 0)::BIGINT,"
    " coalesce(sum(memory_usage_bytes) FILTER (WHERE tag <> 'BASE_TABLE'), 0)::BIGINT"
    " FROM duckdb_memory()";

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
      memory_before_(memory_now()),
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
  const Memory memory = memory_now();
  const auto more = [](std::int64_t now, std::int64_t before) {
    return std::max<std::int64_t>(now - before, 0);
  };
  const std::int64_t work = more(memory.work, memory_before_.work);
  const std::int64_t counted = work + more(memory.pages, memory_before_.pages);
  if (work > limits_.memory_max ||
      resident_bytes() - resident_before_ - counted > limits_.uncounted_max) {
    return fmt::format("it needs more than {} MB; ask about less at a time",
                       limits_.memory_max >> 20U);
  }
  return {};
}

AskWatch::Memory AskWatch::memory_now() const {
  const auto bytes = query(watching_, kReadMemory);
  // A memory that is full may not even be asked.
  if (!bytes || bytes->rows.empty()) return memory_before_;
  return {.pages = std::get<std::int64_t>(bytes->rows[0][0]),
          .work = std::get<std::int64_t>(bytes->rows[0][1])};
}

}  // namespace overt::duckdb
