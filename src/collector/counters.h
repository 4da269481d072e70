// What the collector counts about itself while it works: relaxed atomics, so that counting costs an
// addition and orders nothing. metrics.h shows them.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

#include "collector/refusal_tally.h"

namespace overt {

// Threads: any.
class Counter {
 public:
  void add(std::uint64_t count = 1) { value_.fetch_add(count, std::memory_order_relaxed); }
  std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_ = 0;
};

// Goes up and down. Threads: any.
class Gauge {
 public:
  void add(std::int64_t count) { value_.fetch_add(count, std::memory_order_relaxed); }
  std::int64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::int64_t> value_ = 0;
};

// One more in a gauge for as long as this lives.
class GaugeShare {
 public:
  explicit GaugeShare(Gauge& gauge) : gauge_(gauge) { gauge_.add(1); }
  GaugeShare(const GaugeShare&) = delete;
  GaugeShare& operator=(const GaugeShare&) = delete;
  ~GaugeShare() { gauge_.add(-1); }

 private:
  Gauge& gauge_;
};

// Durations by how long they took. Threads: any.
class DurationHistogram {
 public:
  // Upper bounds, each included. A commit on an SSD takes 2 ms, on a busy disk a hundred; what
  // takes longer than a sender waits, 10 s, is all the same.
  static constexpr std::array<std::int64_t, 12> kBoundsMs = {1,   2,   5,   10,   25,   50,
                                                             100, 250, 500, 1000, 5000, 10'000};

  void add(std::int64_t duration_ms) {
    std::size_t bucket = 0;
    while (bucket < kBoundsMs.size() && duration_ms > kBoundsMs[bucket]) ++bucket;
    buckets_[bucket].add();
    sum_ms_.add(static_cast<std::uint64_t>(duration_ms > 0 ? duration_ms : 0));
  }

  // Of the bucket at `index` alone; the last one, kBoundsMs.size(), has no bound.
  std::uint64_t count(std::size_t index) const { return buckets_.at(index).value(); }
  std::uint64_t sum_ms() const { return sum_ms_.value(); }

 private:
  std::array<Counter, kBoundsMs.size() + 1> buckets_;
  Counter sum_ms_;
};

// A counter for each application that a contract was ever loaded for. Names are only added, so that
// counting takes no lock.
class AppCounters {
 public:
  // More than anyone loads contracts for; what is beyond is counted under no name.
  static constexpr std::size_t kAppsMax = 256;

  // Makes room for `app`. Threads: any.
  void know(std::string_view app) {
    const std::scoped_lock lock(mutex_);
    const std::size_t size = size_.load(std::memory_order_relaxed);
    if (find(app) != nullptr || size == kAppsMax) return;
    slots_[size].app = app;
    size_.store(size + 1, std::memory_order_release);
  }

  // Threads: any.
  void add(std::string_view app, std::uint64_t count = 1) {
    if (Slot* const slot = find(app)) slot->count.add(count);
  }

  // Calls `show(app, count)` for each. Threads: any.
  template <typename Show>
  void for_each(const Show& show) const {
    const std::size_t size = size_.load(std::memory_order_acquire);
    for (std::size_t i = 0; i < size; ++i) show(slots_[i].app, slots_[i].count.value());
  }

 private:
  struct Slot {
    std::string app;
    Counter count;
  };

  Slot* find(std::string_view app) {
    const std::size_t size = size_.load(std::memory_order_acquire);
    for (std::size_t i = 0; i < size; ++i) {
      if (slots_[i].app == app) return &slots_[i];
    }
    return nullptr;
  }

  std::mutex mutex_;  // between those who add names
  std::array<Slot, kAppsMax> slots_;
  std::atomic<std::size_t> size_ = 0;
};

// What the door and the ingest count.
struct IngestCounters {
  AppCounters accepted;  // events that were committed
  std::array<Counter, kRefusalReasons> refused;
  RefusalTally refusals;   // the same, for the store
  Counter commits_failed;  // requests answered 503 because the inbox did not take them
  DurationHistogram commit_duration;

  void add(const RefusalSums& sums) {
    for (const auto& [kind, events] : sums.sums()) {
      refused.at(static_cast<std::size_t>(kind.reason)).add(static_cast<std::uint64_t>(events));
    }
    refusals.add(sums);
  }
};

// What a listener counts.
struct HttpCounters {
  std::array<Counter, 6> answers;  // by the first digit of the status
  Counter body_bytes;              // as they came
  Gauge open;                      // connections
  Gauge busy;                      // those of them whose request is being answered
  Counter turned_away;             // connections over the limit
};

}  // namespace overt
