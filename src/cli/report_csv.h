// A report for spreadsheets.
#pragma once

#include <string>

#include "reports/report.h"

namespace overt::cli {

// RFC 4180: a header and a row a line. A share `x` takes five columns: x, x_low, x_high, x_count,
// x_of, the first three from 0 to 1. A change takes seven: the verdict x, and then x_low, x_high
// (of the difference of shares), x_count, x_of, x_before_count, x_before_of; or x_ms, x_low, x_high
// and the same with _before. An absent cell is empty. A text that a spreadsheet would take for a
// formula has an apostrophe before it.
std::string report_csv(const Report& report);

}  // namespace overt::cli
