// Which options a question about one is answered with, where a store cannot tell how near two names
// are.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace overt {

// Names of up to so many edits are shown instead of one that nobody knows.
inline constexpr std::size_t kNearEditsMax = 2;

// Of one tool at most so many.
inline constexpr std::size_t kNearOptionsMax = 3;

struct KnownOption {
  std::string app;
  std::string option;  // empty of the tool itself
  std::int64_t last_day = 0;
};

struct ShownOption {
  std::string app;
  std::string option;
  std::size_t edits = 0;
  std::optional<std::int64_t> last_day;  // none of the one asked about if nobody knows it

  friend bool operator==(const ShownOption&, const ShownOption&) = default;
};

// `about` of each tool that has told of it; if none has, `about` and the nearest of each tool's
// own.
std::vector<ShownOption> shown_options(const std::vector<KnownOption>& known,
                                       std::string_view about);

// Damerau-Levenshtein: how many bytes are put in, left out, changed, or swapped with the next one.
std::size_t edits_between(std::string_view one, std::string_view other);

}  // namespace overt
