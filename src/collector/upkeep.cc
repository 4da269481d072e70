#include "collector/upkeep.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace overt {
namespace {

// {0} is where it begins, {1} what the clocks of collector and sender may differ.
constexpr const char* kNewestEvent =
    "SELECT max(received_ms) FROM event WHERE received_ms >= {0} "
    "AND ts_ms BETWEEN received_ms - {1} AND received_ms + {1}";

// The newest event from then on of which the clocks agreed; 0 if there is none.
Result<std::int64_t> newest_event_ms(Store& store, std::int64_t from_ms) {
  const auto answer = store.query(fmt::format(kNewestEvent, from_ms, kClockLeadDays * kDayMs), {});
  if (!answer) return answer.error();
  const auto* const newest_ms = std::get_if<std::int64_t>(&answer->rows.at(0).at(0));
  return newest_ms == nullptr ? 0 : *newest_ms;
}

}  // namespace

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
  if (Status found = find_first_day(); !found) return found;
  if (Status written = write_losses(); !written) return written;
  return forget_old_days();
}

// A clock that has jumped is the collector's alone. Without any event there is nothing to lose by
// believing it.
Status Upkeep::find_first_day() {
  const std::int32_t today = day_of(clock_.unix_ms());
  if (options_.keep_days == 0 || today == clock_day_) return Ok{};
  // The last days first: others are looked at only if these tell nothing.
  auto newest_ms = newest_event_ms(store_, (today - kClockLeadDays) * kDayMs);
  if (newest_ms && *newest_ms == 0) newest_ms = newest_event_ms(store_, 0);
  if (!newest_ms) return newest_ms.error();
  const std::int32_t sure = *newest_ms == 0 ? today : day_of(*newest_ms) + kClockLeadDays;
  if (sure < today) {
    log_.warning("the clock is far ahead of the newest event: days are kept until newer ones come",
                 {{.name = "days", .value = std::to_string(today - day_of(*newest_ms))}});
  }
  clock_day_ = today;
  first_day_ = std::min(today, sure) - options_.keep_days;
  return Ok{};
}

Status Upkeep::write_refusals() {
  auto taken = refusals_.take();
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
  for (std::span<const RefusedEvents> rest = refused; !rest.empty();) {
    const auto added = store_.add_refused(rest);
    if (!added) {
      refusals_.give_back(taken);
      return added.error();
    }
    rest = rest.subspan(*added);
    taken.erase(taken.begin(), std::next(taken.begin(), static_cast<std::ptrdiff_t>(*added)));
  }
  return Ok{};
}

Status Upkeep::write_losses() {
  const auto sums = inbox_.lost();
  if (!sums) return sums.error();
  std::vector<LostBeforeSending> lost;
  lost.reserve(sums->size());
  // The inbox forgets none of them.
  for (const LostEvents& sum : *sums) {
    if (sum.day < first_day_) continue;
    lost.push_back(
        {.day = static_cast<std::int32_t>(sum.day), .app = sum.app, .events = sum.events});
  }
  return store_.set_lost(lost);
}

Status Upkeep::forget_old_days() {
  if (first_day_ == forgotten_before_) return Ok{};
  Status forgotten = store_.forget_before(first_day_);
  if (forgotten) forgotten_before_ = first_day_;
  return forgotten;
}

// What is in the store and in its archive, the inbox holds for a while longer.
Status Upkeep::archive() {
  const auto position = store_.archive();
  if (!position) return position.error();
  return inbox_.forget_before(*position, clock_.unix_ms() - options_.inbox_days * kDayMs);
}

}  // namespace overt
