// Whether something became worse, and how sure that is.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "reports/wilson.h"

namespace overt {

enum class Verdict { kCannotTellYet, kNotWorse, kWorse };

// "cannot tell yet", "not worse", "worse".
std::string_view to_string(Verdict verdict);

// A share, and the same before.
struct ShareChange {
  Share now;
  Share before;

  friend bool operator==(const ShareChange&, const ShareChange&) = default;
};

// The 95 % interval of now less before (R. G. Newcombe, "Interval estimation for the difference
// between independent proportions", 1998, method 10: of the two score intervals). From -1 to 1 if
// there was nothing to count on either side.
Interval difference_interval(const ShareChange& change);

// A share that may have risen by less than this did not become worse: fewer than one run in fifty.
inline constexpr double kShareMargin = 0.02;

// Worse: the whole interval of the difference is above 0. Not worse: the whole of it is below
// kShareMargin. Neither: more runs are needed.
Verdict verdict_of(const ShareChange& change);

// A duration that was estimated. Without an end of the interval, too few were seen.
struct DurationEstimate {
  std::int64_t ms = 0;
  std::optional<std::int64_t> low_ms;
  std::optional<std::int64_t> high_ms;

  friend bool operator==(const DurationEstimate&, const DurationEstimate&) = default;
};

struct DurationChange {
  DurationEstimate now;
  DurationEstimate before;

  friend bool operator==(const DurationChange&, const DurationChange&) = default;
};

// A duration that may be longer by less than this did not become worse: nobody feels it.
inline constexpr double kDurationMargin = 0.10;

// Worse: the two intervals are apart, and the new one is above. Not worse: the new one ends below
// the beginning of the old one and kDurationMargin of it. Neither, or an end is not known: more
// runs are needed. Intervals that are apart are a stricter test than 95 %.
Verdict verdict_of(const DurationChange& change);

}  // namespace overt
