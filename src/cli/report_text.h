// A report for people: heading, table, coverage.
#pragma once

#include <cstddef>
#include <string>

#include "cli/format.h"
#include "reports/report.h"

namespace overt::cli {

struct TextStyle {
  Glyphs glyphs = Glyphs::kAscii;
  std::size_t width = 100;  // columns of the terminal; bars are left out where they do not fit
};

// Lines, each ended by a newline. Text of the report cannot speak to the terminal.
std::string report_text(const Report& report, const TextStyle& style);

}  // namespace overt::cli
