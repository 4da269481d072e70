#include "collector/loader.h"

#include <algorithm>

#include "collector/transfer.h"

namespace overt {

Loader::Loader(Inbox& inbox, Store& store, const Clock& clock, ServerLog& log, Upkeep* upkeep)
    : inbox_(inbox),
      store_(store),
      clock_(clock),
      log_(log),
      upkeep_(upkeep),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

void Loader::stop() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

bool Loader::run_between_loads(Task task) {
  {
    const std::scoped_lock lock(mutex_);
    if (is_over_ || task_ != nullptr) return false;
    task_ = std::move(task);
  }
  changed_.notify_one();
  return true;
}

void Loader::run_task(bool is_ending) {
  Task task;
  {
    const std::scoped_lock lock(mutex_);
    is_over_ = is_ending;
    task = task_;
  }
  if (task == nullptr) return;
  task(is_ending);
  const std::scoped_lock lock(mutex_);
  task_ = nullptr;
}

bool Loader::has_task() {
  const std::scoped_lock lock(mutex_);
  return task_ != nullptr;
}

void Loader::wake() {
  {
    const std::scoped_lock lock(mutex_);
    woken_ = true;
  }
  changed_.notify_one();
}

void Loader::run(const std::stop_token& stop) {
  // Events are taken meanwhile. What cannot be read of the store shows now, and not when a report
  // happens to need it; the next load then is into a store that was opened anew.
  set_failing(store_.check([&stop] { return !stop.stop_requested(); }));
  std::chrono::milliseconds retry = kLoadRetryFirst;
  while (!stop.stop_requested()) {
    run_task(false);
    load(stop);
    if (failing_) {
      sleep(stop, retry);
      retry = std::min(retry * 2, kLoadRetryMax);
      continue;
    }
    retry = kLoadRetryFirst;
    sleep(stop, std::max(kLoadInterval, store_.load_interval()));
    wait_for_wake(stop);
  }
  run_task(true);
}

void Loader::load(const std::stop_token& stop) {
  const auto moved =
      transfer_all(inbox_, store_, [this, &stop] { return !stop.stop_requested() && !has_task(); });
  Status done = moved ? Status(Ok{}) : Status(moved.error());
  if (done && upkeep_ != nullptr) done = upkeep_->run();
  if (done) {
    last_success_ms_ = clock_.unix_ms();
  } else {
    ++failures_;
  }
  set_failing(done);
  if (moved && moved->skipped > 0) {
    log_.error("skipped lines of the inbox that are no events",
               {{.name = "count", .value = std::to_string(moved->skipped)}});
  }
  if (moved) prune();
}

// After each load: at full speed an inbox outgrows what it keeps within a minute. Also while upkeep
// fails: what is in the store must not fill the inbox until it takes no more events.
void Loader::prune() {
  const auto position = store_.position();
  const Status pruned = position ? inbox_.prune(*position) : Status(position.error());
  if (!pruned)
    log_.error("cannot prune the inbox", {{.name = "reason", .value = pruned.error().message}});
}

// Says so once when it begins and once when it ends, however often is tried in between.
void Loader::set_failing(const Status& status) {
  const bool failing = !status.ok();
  if (failing_.exchange(failing) == failing) return;
  if (failing) {
    log_.error("loading fails, events stay in the inbox",
               {{.name = "reason", .value = status.error().message}});
  } else {
    log_.info("loading works again");
  }
}

void Loader::sleep(const std::stop_token& stop, std::chrono::milliseconds time) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, stop, time, [this] { return task_ != nullptr; });
}

void Loader::wait_for_wake(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, stop, kLoadIdle, [this] { return woken_ || task_ != nullptr; });
  woken_ = false;
}

}  // namespace overt
