// What the texts that a pattern matches could carry: asked of its automaton, so that a prefix, an
// alternative or a repetition hides nothing. For the lint.
#pragma once

#include <cstddef>
#include <string_view>

#include "overt/pattern.hpp"

namespace overt {

// Whether some text that `pattern` matches has, somewhere in it, a part that `part` matches. `part`
// must not match the empty text.
bool can_contain(const Pattern& pattern, const Pattern& part);

// How many characters of one text are free: before each of them at least `choices_min` different
// characters of `alphabet` could come next, and it is one of those. The most that any text has.
struct FreeCharacters {
  std::size_t in_a_row = 0;
  std::size_t in_total = 0;
};
FreeCharacters free_characters(const Pattern& pattern, std::string_view alphabet,
                               std::size_t choices_min);

}  // namespace overt
