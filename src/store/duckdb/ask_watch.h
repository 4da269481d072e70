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
  std::int64_t memory_max = 0;  // bytes, of those that DuckDB counts as work
  std::int64_t uncounted_max =
      0;  // bytes by which the process grows and that DuckDB counts nowhere
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
  // What DuckDB counts, in bytes.
  struct Memory {
    std::int64_t pages = 0;  // of the file, which give way to whoever needs the memory
    std::int64_t work = 0;   // everything else
  };

  void run(const std::stop_token& ended);
  std::string problem() const;
  Memory memory_now() const;

  const Connection& asking_;
  const Connection& watching_;
  const WatchLimits limits_;
  const std::stop_token stop_;
  const std::chrono::steady_clock::time_point until_;
  const Memory memory_before_;
  const std::int64_t resident_before_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::string reason_;
  std::jthread thread_;  // last: it uses all of the above
};

}  // namespace overt::duckdb
