// Interrupts a statement that takes longer or more than it may.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

#include "store/duckdb/handles.h"

namespace overt::duckdb {

// How often it looks: a statement makes some tens of megabytes in this time.
inline constexpr std::chrono::milliseconds kWatchInterval{10};

struct WatchLimits {
  std::chrono::milliseconds timeout;
  std::int64_t memory_max = 0;  // bytes, of those that DuckDB counts
  std::int64_t growth_max = 0;  // bytes, of the process
};

class AskWatch {
 public:
  // From now until end() looks after what runs on `asking`. `watching` is a connection to the same
  // database for it alone. All are borrowed.
  AskWatch(const Connection& asking, const Connection& watching, const WatchLimits& limits,
           std::stop_token stop);

  // Ends the watch. Why it has interrupted; empty if it has not.
  std::string end();

 private:
  void run(const std::stop_token& ended);
  std::string problem() const;
  std::int64_t memory() const;

  const Connection& asking_;
  const Connection& watching_;
  const WatchLimits limits_;
  const std::stop_token stop_;
  const std::chrono::steady_clock::time_point until_;
  const std::int64_t memory_before_;
  const std::int64_t resident_before_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::string reason_;
  std::jthread thread_;  // last: it uses all of the above
};

}  // namespace overt::duckdb
