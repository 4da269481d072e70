// Makes runs of halves. Decides only: what it says is to be stored, in one transaction with the
// position, is the store's business.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "store/run_row.h"

namespace overt {

// A half waits this long for the other one. Senders drop events older than 30 days.
inline constexpr std::int32_t kHalfDays = 31;

// Halves that wait, at most: some 80 MB. At two unfinished runs of a hundred that is a month of
// half a million runs a day. Beyond it the oldest are given up.
inline constexpr std::size_t kHalvesMax = 300'000;

// Runs that became whole last and are known by it, at least; twice as many at most. Whatever the
// inbox does not know for a duplicate comes within seconds of the first: a tool that says twice
// that it ended.
inline constexpr std::size_t kRecentRuns = std::size_t{1} << 18;

struct PairingLimits {
  std::size_t halves_max = kHalvesMax;
  std::size_t recent_runs = kRecentRuns;
};

// What a batch changes.
struct PairingChanges {
  std::vector<RunRow> runs;          // rows of `run`, from now on for ever
  std::vector<RunRow> half_added;    // rows of `half`
  std::vector<RunRow> half_gone;     // as they stand in `half`
  std::vector<FactRow> facts;        // of days that are closed
  std::vector<std::size_t> doubled;  // which halves of the batch were there already, by their order
};

class Pairing {
 public:
  explicit Pairing(PairingLimits limits = {}) : limits_(limits) {}

  // What the store holds when it is opened: each half that waits, and the runs that became whole
  // last, from the oldest on.
  void restore_half(const RunRow& half);
  void restore_run(const RunRow& run);

  // Takes one half, a RunRow with a start or an exit alone; `day` is that of its arrival.
  void take(const RunRow& half, std::int32_t closed_day);

  // Gives up halves that have waited for kHalfDays on `today`, or are too many.
  void give_up(std::int32_t today);

  // Forgets halves of days before `day`, without a run: the store forgets them itself.
  void forget_before(std::int32_t day);

  // What has changed since the last call. Runs and new halves are settled on `today`.
  PairingChanges changes(std::int32_t today);

  std::size_t halves() const { return halves_.size(); }

 private:
  using Key = std::uint64_t;

  static constexpr std::int32_t kNever = std::numeric_limits<std::int32_t>::max();

  struct Waiting {
    RunRow row;
    bool is_stored = false;  // in `half`
  };
  using Halves = std::unordered_map<Key, Waiting>;

  static Key key_of(const RunRow& row);
  void wait(Key key, const RunRow& half);
  void join(Waiting& first, const RunRow& second, std::int32_t closed_day);
  void remember(Key key);
  bool is_recent(Key key) const { return newer_.contains(key) || older_.contains(key); }

  PairingLimits limits_;
  Halves halves_;
  std::vector<Halves::node_type> spare_halves_;  // so that a run allocates nothing
  std::int32_t oldest_day_ = kNever;             // no half is of a day before it
  std::vector<Key> added_;                       // to halves_, since the last changes()
  std::unordered_set<Key> newer_;
  std::unordered_set<Key> older_;
  std::unordered_set<Key> spare_;  // what was older than those, to be used again
  std::size_t taken_ = 0;
  PairingChanges changes_;
};

}  // namespace overt
