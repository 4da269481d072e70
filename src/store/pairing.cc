#include "store/pairing.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace overt {
namespace {

std::int32_t is_late(std::int64_t received_ms, std::int64_t happened_ms) {
  return received_ms - happened_ms > kDayMs ? 1 : 0;
}

// What `half` adds, whose other half, if it has come before, is in `run`.
FactRow fact_of(const RunRow& run, const RunRow& half, bool is_first) {
  FactRow fact{.day = run.day,
               .project = run.project,
               .command = run.command,
               .environment = run.environment,
               .ci = run.ci,
               .options = run.options,
               .runs = is_first ? 1 : 0,
               .whole = is_first ? 0 : 1};
  if (half.has_start()) {
    fact.started = 1;
    fact.late = is_late(*half.started_received_ms, *half.started_ms);
  } else {
    fact.ended = 1;
    fact.failed = half.exit_code.value_or(0) != 0 ? 1 : 0;
    fact.late = is_late(*half.exited_received_ms, *half.exited_ms);
    if (half.exit_code == 0) fact.succeeded_ms = half.duration_ms;
  }
  return fact;
}

}  // namespace

// Execution ids are random; two runs of a few hundred thousand that meet in 64 bits are not to be
// expected within 10^8 years of a million runs a day.
Pairing::Key Pairing::key_of(const RunRow& row) {
  std::uint64_t halves[2];
  std::memcpy(halves, row.execution_id.bytes.data(), sizeof halves);
  // The command sets runs of two tools apart that share an execution id.
  const auto command = static_cast<std::uint64_t>(row.command) * 0x9E3779B97F4A7C15U;
  std::uint64_t key = (halves[0] ^ command) * 0xBF58476D1CE4E5B9U;
  key ^= key >> 32U;
  return (key ^ halves[1]) * 0x94D049BB133111EBU;
}

void Pairing::restore_half(const RunRow& half) {
  halves_[key_of(half)] = {.row = half, .is_stored = true};
  oldest_day_ = std::min(oldest_day_, half.day);
}

void Pairing::restore_run(const RunRow& run) { remember(key_of(run)); }

void Pairing::take(const RunRow& half, std::int32_t closed_day) {
  const std::size_t place = taken_++;
  const Key key = key_of(half);
  const auto found = halves_.find(key);
  if (found == halves_.end()) {
    if (is_recent(key)) {
      changes_.doubled.push_back(place);
      return;
    }
    wait(key, half);
    oldest_day_ = std::min(oldest_day_, half.day);
    added_.push_back(key);
    if (half.day <= closed_day) changes_.facts.push_back(fact_of(half, half, true));
    return;
  }
  if (found->second.row.has_start() == half.has_start()) {
    changes_.doubled.push_back(place);
    return;
  }
  join(found->second, half, closed_day);
  spare_halves_.push_back(halves_.extract(found));
  remember(key);
}

void Pairing::wait(Key key, const RunRow& half) {
  if (spare_halves_.empty()) {
    halves_.emplace(key, Waiting{.row = half});
    return;
  }
  Halves::node_type node = std::move(spare_halves_.back());
  spare_halves_.pop_back();
  node.key() = key;
  node.mapped() = {.row = half};
  halves_.insert(std::move(node));
}

void Pairing::join(Waiting& first, const RunRow& second, std::int32_t closed_day) {
  RunRow run = first.row;
  if (second.has_start()) {
    run.started_received_ms = second.started_received_ms;
    run.started_ms = second.started_ms;
    run.options = second.options;
  } else {
    run.exited_received_ms = second.exited_received_ms;
    run.exited_ms = second.exited_ms;
    run.exit_code = second.exit_code;
    run.duration_ms = second.duration_ms;
  }
  if (run.day <= closed_day) changes_.facts.push_back(fact_of(run, second, false));
  if (first.is_stored) changes_.half_gone.push_back(first.row);
  changes_.runs.push_back(run);
}

void Pairing::give_up(std::int32_t today) {
  const bool too_many = halves_.size() > limits_.halves_max;
  const std::int64_t oldest_days = std::int64_t{today} - oldest_day_;
  if (oldest_days < kHalfDays && !too_many) return;
  oldest_day_ = kNever;
  std::vector<std::pair<RunRow, bool>> given_up;
  std::erase_if(halves_, [&](auto& entry) {
    const Waiting& waiting = entry.second;
    const bool goes = today - waiting.row.day >= kHalfDays || (too_many && waiting.row.day < today);
    if (goes) given_up.emplace_back(waiting.row, waiting.is_stored);
    if (!goes) oldest_day_ = std::min(oldest_day_, waiting.row.day);
    return goes;
  });
  // Halves that all came today: whoever sends so many does not end their runs.
  if (halves_.size() > limits_.halves_max) {
    for (const auto& [key, waiting] : halves_) {
      given_up.emplace_back(waiting.row, waiting.is_stored);
    }
    halves_.clear();
  }
  // In an order that does not depend on the memory's.
  std::ranges::sort(given_up, {}, [](const auto& half) {
    return std::pair(half.first.day, half.first.execution_id.bytes);
  });
  for (auto& [row, is_stored] : given_up) {
    if (is_stored) changes_.half_gone.push_back(row);
    changes_.runs.push_back(row);
  }
}

void Pairing::forget_before(std::int32_t day) {
  std::erase_if(halves_, [day](const auto& entry) { return entry.second.row.day < day; });
}

PairingChanges Pairing::changes(std::int32_t today) {
  for (const Key key : added_) {
    const auto found = halves_.find(key);
    if (found == halves_.end() || found->second.is_stored) continue;
    found->second.is_stored = true;
    found->second.row.settled = today;
    changes_.half_added.push_back(found->second.row);
  }
  added_.clear();
  taken_ = 0;
  for (RunRow& run : changes_.runs) run.settled = today;
  return std::exchange(changes_, {});
}

void Pairing::remember(Key key) {
  if (newer_.size() >= limits_.recent_runs) {
    // What was the older half is of no use but for its memory.
    std::swap(newer_, older_);
    std::swap(newer_, spare_);
  }
  if (spare_.empty()) {
    newer_.insert(key);
    return;
  }
  auto node = spare_.extract(spare_.begin());
  node.value() = key;
  newer_.insert(std::move(node));
}

}  // namespace overt
