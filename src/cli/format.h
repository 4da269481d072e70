// Numbers and texts as people like to read them.
#pragma once

#include <string>
#include <string_view>

#include "base/printable.h"
#include "reports/number_format.h"
#include "reports/wilson.h"

namespace overt::cli {

// What the reader's terminal can show.
enum class Glyphs { kAscii, kUtf8 };

// "12.5 % (4.1–28.9, n=32)": the share, its 95 % interval, and of how many. "- (n=0)" of none.
std::string format_share(const Share& share, Glyphs glyphs);

// A bar of as many columns as `columns`, filled from the left by the share and with blanks.
std::string format_bar(const Share& share, std::size_t columns, Glyphs glyphs);

// How many columns UTF-8 `text` takes; each code point is taken for one.
std::size_t display_width(std::string_view text);

// `text` in lines of at most so many columns, each ended by a newline: broken at blanks, a word
// only where it is longer than a line.
std::string wrapped(std::string_view text, std::size_t columns);

}  // namespace overt::cli
