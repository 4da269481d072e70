// How text for people is written: what the place where it goes can show.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/environment.h"
#include "cli/terminal_text.h"

namespace overt::cli {

// For output that is no terminal, or a terminal that does not say.
inline constexpr std::size_t kWidthDefault = 100;

// Narrower than this, words do not fit, so nothing is laid out for less.
inline constexpr std::size_t kWidthMin = 20;

struct TextStyle {
  Glyphs glyphs = Glyphs::kAscii;
  std::size_t width = kWidthDefault;  // columns of the terminal; no line is longer
  bool colour = false;
};

// For stdout. UTF-8 only for a terminal whose locale says so; a file or a pipe may be read by
// anything. `colour` is "always", "never" or "auto": at a terminal, unless NO_COLOR is set
// (no-color.org) or TERM is dumb.
TextStyle style_of_stdout(const Environment& environment, std::string_view colour);

}  // namespace overt::cli
