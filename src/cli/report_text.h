// A report for people: heading, answers, table, how it went on, coverage.
#pragma once

#include <string>

#include "cli/text_style.h"
#include "reports/report.h"

namespace overt::cli {

// Lines, each ended by a newline and none wider than the style says. Text of the report cannot
// speak to the terminal.
std::string report_text(const Report& report, const TextStyle& style);

// "Coverage: …", in lines that fit, of which each is ended by a newline.
std::string coverage_text(const Report& report, const TextStyle& style);

}  // namespace overt::cli
