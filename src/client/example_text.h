// A text that a pattern matches, for examples.
#pragma once

#include <cstddef>
#include <string>

#include "overt/pattern.hpp"

namespace overt {

// A text that `pattern`, which has no problem, matches but for its length: of a choice the first,
// of a class its first character, everything as often as it must stand, and what need not stand
// `optional_times` (0 or 1).
std::string example_text(const Pattern& pattern, std::size_t optional_times);

}  // namespace overt
