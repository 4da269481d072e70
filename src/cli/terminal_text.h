// Text as a terminal shows it: how wide it is, and how it is made to fit. Sequences that paint
// (paint.h) take no column.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace overt::cli {

// What the reader's terminal can show.
enum class Glyphs { kAscii, kUtf8 };

// Text from elsewhere, for this terminal: it cannot speak to it, and what the terminal cannot show,
// or is no UTF-8, is a "?".
std::string shown(std::string_view text, Glyphs glyphs);

// How many columns UTF-8 `text` takes: two for what Unicode calls wide, none for what combines.
std::size_t display_width(std::string_view text);

// `text`, which is not painted, in at most so many columns, of which there is at least one; the
// last one says that something was cut.
std::string clipped(std::string_view text, std::size_t columns, Glyphs glyphs);

// `text` in lines of at most so many columns, each ended by a newline: broken at blanks, a word
// only where it is longer than a line.
std::string wrapped(std::string_view text, std::size_t columns);

}  // namespace overt::cli
