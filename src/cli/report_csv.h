// A report for spreadsheets.
#pragma once

#include <string>

#include "reports/report.h"

namespace overt::cli {

// RFC 4180: a header and a row a line. A share `x` takes five columns: x, x_low, x_high, x_count,
// x_of, the first three from 0 to 1; an absent cell is empty.
std::string report_csv(const Report& report);

}  // namespace overt::cli
