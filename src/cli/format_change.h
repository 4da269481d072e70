// Changes of shares and durations as people like to read them.
#pragma once

#include <string>

#include "cli/format.h"
#include "reports/compare.h"

namespace overt::cli {

// "worse: 5.0 % to 10.0 % (+2.7 to +7.3 points, n=1,000 to 1,000)". The interval is that of the
// difference.
std::string format_share_change(const ShareChange& change, Glyphs glyphs, bool colour = false);

// "cannot tell yet: 1.0 s (0.9 to 1.1) to 1.2 s (no interval)": each with its interval.
std::string format_duration_change(const DurationChange& change, Glyphs glyphs,
                                   bool colour = false);

}  // namespace overt::cli
