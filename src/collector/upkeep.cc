#include "collector/upkeep.h"

#include <string>
#include <vector>

namespace overt {

Status Upkeep::run() {
  const std::int64_t now_ms = clock_.steady_ms();
  if (done_ms_ && now_ms - *done_ms_ < kUpkeepInterval.count()) return Ok{};
  Status done = run_now();
  if (done) done = archive();
  if (done) done_ms_ = now_ms;
  return done;
}

Status Upkeep::run_now() {
  if (Status written = write_refusals(); !written) return written;
  if (Status written = write_losses(); !written) return written;
  return forget_old_days();
}

std::int32_t Upkeep::first_day() const {
  return options_.keep_days == 0 ? kNoDay : day_of(clock_.unix_ms()) - options_.keep_days;
}

Status Upkeep::write_refusals() {
  const auto taken = refusals_.take();
  if (taken.empty()) return Ok{};
  std::vector<RefusedEvents> refused;
  refused.reserve(taken.size());
  for (const auto& [kind, events] : taken) {
    refused.push_back({.day = kind.day,
                       .app = kind.app,
                       .reason = std::string(name_of(kind.reason)),
                       .version = kind.version,
                       .events = events});
  }
  Status added = store_.add_refused(refused);
  if (!added) refusals_.give_back(taken);
  return added;
}

Status Upkeep::write_losses() {
  const auto sums = inbox_.lost();
  if (!sums) return sums.error();
  std::vector<LostBeforeSending> lost;
  lost.reserve(sums->size());
  // The inbox forgets none of them.
  const std::int32_t first = first_day();
  for (const LostEvents& sum : *sums) {
    if (sum.day < first) continue;
    lost.push_back(
        {.day = static_cast<std::int32_t>(sum.day), .app = sum.app, .events = sum.events});
  }
  return store_.set_lost(lost);
}

Status Upkeep::forget_old_days() {
  const std::int32_t first = first_day();
  if (first == forgotten_before_) return Ok{};
  Status forgotten = store_.forget_before(first);
  if (forgotten) forgotten_before_ = first;
  return forgotten;
}

// What is in the store and in its archive, the inbox holds for a while longer.
Status Upkeep::archive() {
  const auto position = store_.archive();
  if (!position) return position.error();
  return inbox_.forget_before(*position, clock_.unix_ms() - options_.inbox_days * kDayMs);
}

}  // namespace overt
