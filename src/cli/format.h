// Numbers and texts as people like to read them.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "base/printable.h"
#include "cli/terminal_text.h"
#include "reports/number_format.h"
#include "reports/wilson.h"

namespace overt::cli {

// "12.5 % (4.1–28.9, n=32)": the share, its 95 % interval, and of how many. "- (n=0)" of none.
std::string format_share(const Share& share, Glyphs glyphs, bool colour = false);

// A bar of as many columns as `columns`, filled from the left by the share and with blanks.
std::string format_bar(const Share& share, std::size_t columns, Glyphs glyphs);

// How values went on, each a mark as high as its part of the highest: "▁▂▃▅█".
std::string format_sparkline(std::span<const double> values, Glyphs glyphs);

}  // namespace overt::cli
