// The loader: a thread that keeps the store up with the inbox, and the inbox from growing.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

#include "base/clock.h"
#include "collector/server_log.h"
#include "collector/upkeep.h"
#include "inbox/inbox.h"
#include "store/store.h"

namespace overt {

// Loads follow one another no faster: commits of a few rows are slow ones for a column store, and
// nobody sees a report's number change twice in this time.
inline constexpr std::chrono::milliseconds kLoadInterval{300};

// A store that fails is asked again after this, twice as long each time up to the second.
inline constexpr std::chrono::milliseconds kLoadRetryFirst = std::chrono::seconds(1);
inline constexpr std::chrono::milliseconds kLoadRetryMax = std::chrono::minutes(1);

// How long the loader waits to be woken at most: what upkeep is for wakes nobody.
inline constexpr std::chrono::milliseconds kLoadIdle = kUpkeepInterval;

class Loader {
 public:
  // Starts the thread, which loads what is there at once. Everything is borrowed; without `upkeep`
  // events are all that the store is told.
  Loader(Inbox& inbox, Store& store, const Clock& clock, ServerLog& log, Upkeep* upkeep = nullptr);

  // Stops if stop() was not called.
  ~Loader() = default;

  // Ends the thread after the batch it is at.
  void stop();

  // Runs on the loader's thread, when it is between two batches; `is_ending` where it stops before
  // it came to that. It must not take longer than who waits for reports and for stop() can.
  using Task = std::function<void(bool is_ending)>;

  // Has `task` run once, soon. False, and nothing is run, while another one waits or runs, and
  // after stop(). Threads: any.
  bool run_between_loads(Task task);

  // There is something new in the inbox. Threads: any.
  void wake();

  // True while the store or the inbox fails. Threads: any.
  bool failing() const { return failing_; }

  // How often loading has failed, and the Unix time at which it last did not; 0 before the first.
  // Threads: any.
  std::uint64_t failures() const { return failures_; }
  std::int64_t last_success_ms() const { return last_success_ms_; }

 private:
  void run(const std::stop_token& stop);
  void load(const std::stop_token& stop);
  void prune();
  void run_task(bool is_ending);
  bool has_task();
  void set_failing(const Status& status);
  void sleep(const std::stop_token& stop, std::chrono::milliseconds time);
  void wait_for_wake(const std::stop_token& stop);

  Inbox& inbox_;
  Store& store_;
  const Clock& clock_;
  ServerLog& log_;
  Upkeep* const upkeep_;
  std::atomic<bool> failing_ = false;
  std::atomic<std::uint64_t> failures_ = 0;
  std::atomic<std::int64_t> last_success_ms_ = 0;

  std::mutex mutex_;
  std::condition_variable_any changed_;
  bool woken_ = false;    // under mutex_
  bool is_over_ = false;  // under mutex_: no task is taken any more
  Task task_;             // under mutex_; empty again when it has run
  std::jthread thread_;   // last: it uses all of the above
};

}  // namespace overt
