#include "reports/compare.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace overt {
namespace {

double value_of(const Share& share) {
  return share.of <= 0 ? 0 : static_cast<double>(share.count) / static_cast<double>(share.of);
}

}  // namespace

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::kCannotTellYet:
      return "cannot tell yet";
    case Verdict::kNotWorse:
      return "not worse";
    case Verdict::kWorse:
      return "worse";
  }
  assert(false);
  return {};
}

Interval difference_interval(const ShareChange& change) {
  if (change.now.of <= 0 || change.before.of <= 0) return {.low = -1, .high = 1};
  const double now = value_of(change.now);
  const double before = value_of(change.before);
  const Interval of_now = wilson_interval(change.now);
  const Interval of_before = wilson_interval(change.before);
  const double difference = now - before;
  return {
      .low = std::max(-1.0, difference - std::hypot(now - of_now.low, of_before.high - before)),
      .high = std::min(1.0, difference + std::hypot(of_now.high - now, before - of_before.low))};
}

Verdict verdict_of(const ShareChange& change) {
  const Interval interval = difference_interval(change);
  if (interval.low > 0) return Verdict::kWorse;
  return interval.high < kShareMargin ? Verdict::kNotWorse : Verdict::kCannotTellYet;
}

Verdict verdict_of(const DurationChange& change) {
  const DurationEstimate& now = change.now;
  const DurationEstimate& before = change.before;
  if (now.low_ms && before.high_ms && *now.low_ms > *before.high_ms) return Verdict::kWorse;
  if (!now.high_ms || !before.low_ms) return Verdict::kCannotTellYet;
  const double limit_ms = static_cast<double>(*before.low_ms) * (1 + kDurationMargin);
  return static_cast<double>(*now.high_ms) <= limit_ms ? Verdict::kNotWorse
                                                       : Verdict::kCannotTellYet;
}

}  // namespace overt
