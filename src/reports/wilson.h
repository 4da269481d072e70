// How sure a share is.
#pragma once

#include <cstdint>

namespace overt {

// Part of a whole: `count` of `of`, 0 ≤ count ≤ of.
struct Share {
  std::int64_t count = 0;
  std::int64_t of = 0;

  friend bool operator==(const Share&, const Share&) = default;
};

struct Interval {
  double low = 0;
  double high = 1;
};

// The 95 % score interval (E. B. Wilson, "Probable inference", 1927), without continuity
// correction. It takes the trials for independent; runs of one project are not quite. From 0 to 1
// if there were no trials.
Interval wilson_interval(const Share& share);

// A share or an end of its interval as it is written down: to a millionth. The digits that follow
// say nothing, and differ from one machine to another.
double to_millionth(double share);

}  // namespace overt
