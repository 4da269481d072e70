// A simulation: the events of a model's users, one after the other, as they would arrive at a
// collector. Keeps what has not arrived yet, and no more of what has.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <queue>
#include <string>
#include <vector>

#include "model/event.h"
#include "simulate/make_event.h"
#include "simulate/model.h"
#include "simulate/population.h"
#include "simulate/run.h"

namespace overt::simulate {

// An event arrives so long after it happened, unless the run is late.
inline constexpr std::int64_t kPromptMsMin = 50;
inline constexpr std::int64_t kPromptMsMax = 1'000;

// The second arrival of a duplicate comes so long after the first.
inline constexpr std::int64_t kAgainMsMin = 1'000;
inline constexpr std::int64_t kAgainMsMax = 60'000;

struct Arrival {
  std::int64_t received_ms = 0;  // Unix time; never less than that of the arrival before
  Event event;
  Run run;  // of which the event is
  bool is_start = false;
  bool is_duplicate = false;  // the same event has arrived before
};

class Simulation {
 public:
  // Borrows the model, which must have passed check_model() with this contract, and what the
  // contract leads to.
  Simulation(const Model& model, const Contract& contract, std::uint64_t seed);
  Simulation(const Simulation&) = delete;
  Simulation& operator=(const Simulation&) = delete;
  ~Simulation() = default;

  // The next one; nullptr after the last. What arrives after the last day never does. Valid until
  // the next call.
  const Arrival* next();

  // The end of the last day, Unix time.
  std::int64_t end_ms() const { return end_ms_; }

  const Population& population() const { return population_; }

  // Runs of which something has not arrived yet: what of the simulation grows with the rate of
  // runs.
  std::size_t pending_runs() const { return runs_.size() - free_.size(); }

 private:
  struct Pending {
    std::int64_t received_ms;
    std::uint64_t order;  // among those of one millisecond
    std::uint32_t place;  // of the run in runs_
    bool is_start;
    bool is_duplicate;
    bool is_last;  // nothing else of the run is to come

    // For a queue whose top is the earliest.
    friend bool operator<(const Pending& one, const Pending& other) {
      return one.received_ms != other.received_ms ? one.received_ms > other.received_ms
                                                  : one.order > other.order;
    }
  };

  bool find_next_run();
  bool begin_hour();
  void add_run();
  std::uint32_t keep(const Run& run);
  void expect(const Run& run);

  const Model& model_;
  const std::uint64_t seed_;
  const std::int64_t begin_ms_;
  const std::int64_t end_ms_;
  EventMaker make_event_;
  RunMaker make_run_;
  Population population_;

  Generator times_;
  std::int64_t hour_ = -1;  // since the beginning
  double time_ms_ = 0;      // of the next run, since the beginning
  double local_rate_ = 0;   // runs a millisecond in this hour
  double ci_rate_ = 0;
  std::uint64_t run_count_ = 0;
  bool has_next_run_;  // found with what stands above

  std::vector<Run> runs_;            // that are not over, and free places
  std::vector<std::uint32_t> free_;  // these
  std::priority_queue<Pending> pending_;
  std::uint64_t order_ = 0;
  Arrival arrival_;
};

}  // namespace overt::simulate
