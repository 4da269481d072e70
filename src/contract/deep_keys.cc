#include "contract/deep_keys.h"

#include <algorithm>

namespace overt {
namespace {

// What toml++ might take for the end of a line; at more of them, more is looked at.
constexpr bool is_line_end(char c) { return c >= '\n' && c <= '\r'; }

// Of the text that begins at `begin` with a quote: its last quote, or where toml++ gives up.
std::size_t end_of_text(std::string_view toml, std::size_t begin) {
  const char quote = toml[begin];
  const std::string_view quotes = quote == '"' ? R"(""")" : "'''";
  const bool has_lines = toml.substr(begin).starts_with(quotes);
  for (std::size_t i = begin + (has_lines ? 3 : 1); i < toml.size(); ++i) {
    if (quote == '"' && toml[i] == '\\') {
      ++i;
    } else if (!has_lines && (toml[i] == quote || is_line_end(toml[i]))) {
      return i;
    } else if (has_lines && toml.substr(i).starts_with(quotes)) {
      // Up to two quotes may stand before the three that end it.
      const std::size_t after = std::min(toml.find_first_not_of(quote, i), toml.size());
      return std::min(after - 1, i + 4);
    }
  }
  return toml.size();
}

}  // namespace

std::optional<Place> find_deep_key(std::string_view toml) {
  std::size_t line_begin = 0;
  std::size_t dots = 0;
  for (std::size_t i = 0; i < toml.size(); ++i) {
    const char c = toml[i];
    if (c == '\n') {
      line_begin = i + 1;
      dots = 0;
    } else if (c == '#') {
      while (i + 1 < toml.size() && !is_line_end(toml[i + 1])) ++i;
    } else if (c == '"' || c == '\'') {
      i = end_of_text(toml, i);
      if (i < toml.size() && toml[i] == '\n') --i;
    } else if (c == '.' && ++dots > kKeyDotsMax) {
      const auto lines = std::ranges::count(toml.substr(0, i), '\n');
      return Place{.line = static_cast<int>(lines) + 1,
                   .column = static_cast<int>(i - line_begin) + 1};
    }
  }
  return std::nullopt;
}

}  // namespace overt
