// How a report that counts over time went on: a line a measure, or a line for each thing that it
// tells apart.
#pragma once

#include <string>
#include <vector>

#include "reports/report.h"

namespace overt::cli {

// A line more than these would be a table again; the last ones are kept: the newest versions.
inline constexpr std::size_t kTrendLinesMax = 12;

struct TrendLine {
  std::string name;            // "runs", "1.10.0"
  std::vector<double> values;  // one a period, also of those in which nothing came
  bool is_share = false;       // values are from 0 to 1
};

struct Trend {
  std::string first;  // the first days of the first and the last period
  std::string last;
  std::vector<TrendLine> lines;
};

// Of at most so many periods, the last ones. No lines if the report does not count over time, or
// has one period alone.
Trend trend_of(const Report& report, std::size_t periods_max);

}  // namespace overt::cli
