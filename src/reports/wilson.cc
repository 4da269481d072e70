#include "reports/wilson.h"

#include <algorithm>
#include <cmath>

namespace overt {

Interval wilson_interval(const Share& share) {
  if (share.of <= 0) return {};
  constexpr double kZ = 1.959963984540054;  // the normal distribution's 97.5th percentile
  const auto n = static_cast<double>(share.of);
  const double p = static_cast<double>(share.count) / n;
  const double z2 = kZ * kZ;
  const double centre = p + z2 / (2 * n);
  const double half = kZ * std::sqrt(p * (1 - p) / n + z2 / (4 * n * n));
  const double scale = 1 + z2 / n;
  // At its ends the interval reaches 0 and 1 exactly; rounding may go past them.
  return {.low = share.count == 0 ? 0 : std::max(0.0, (centre - half) / scale),
          .high = share.count == share.of ? 1 : std::min(1.0, (centre + half) / scale)};
}

double to_millionth(double share) { return std::round(share * 1e6) / 1e6; }

}  // namespace overt
