#include "reports/near_options.h"

#include <algorithm>
#include <array>
#include <tuple>

namespace overt {
namespace {

// The nearest of those that stand from `first` on, which are of one tool.
void keep_nearest(std::vector<ShownOption>& shown, std::size_t first) {
  const auto begin = shown.begin() + static_cast<std::ptrdiff_t>(first);
  std::ranges::sort(begin, shown.end(), {}, [](const ShownOption& option) {
    return std::tuple(option.edits, std::string_view(option.option));
  });
  shown.resize(std::min(shown.size(), first + kNearOptionsMax));
}

}  // namespace

std::vector<ShownOption> shown_options(const std::vector<KnownOption>& known,
                                       std::string_view about) {
  std::vector<ShownOption> shown;
  for (const KnownOption& option : known) {
    if (option.option == about) {
      shown.push_back(
          {.app = option.app, .option = option.option, .edits = 0, .last_day = option.last_day});
    }
  }
  if (!shown.empty()) return shown;
  for (std::size_t i = 0; i < known.size();) {
    const std::string& app = known[i].app;
    shown.push_back({.app = app, .option = std::string(about), .edits = 0, .last_day = {}});
    const std::size_t first = shown.size();
    for (; i < known.size() && known[i].app == app; ++i) {
      const KnownOption& option = known[i];
      const std::size_t edits = edits_between(option.option, about);
      if (option.option.empty() || edits > kNearEditsMax) continue;
      shown.push_back(
          {.app = app, .option = option.option, .edits = edits, .last_day = option.last_day});
    }
    keep_nearest(shown, first);
  }
  return shown;
}

// Lowrance and Wagner, "An Extension of the String-to-String Correction Problem", 1975.
std::size_t edits_between(std::string_view one, std::string_view other) {
  const std::size_t width = other.size() + 2;
  const std::size_t more_than_any = one.size() + other.size();
  std::vector<std::size_t> table((one.size() + 2) * width, more_than_any);
  const auto at = [&](std::size_t i, std::size_t j) -> std::size_t& {
    return table[i * width + j];
  };
  for (std::size_t i = 0; i <= one.size(); ++i) at(i + 1, 1) = i;
  for (std::size_t j = 0; j <= other.size(); ++j) at(1, j + 1) = j;
  std::array<std::size_t, 256> last_row{};  // in which a byte of `other` stood in `one`
  for (std::size_t i = 1; i <= one.size(); ++i) {
    std::size_t last_column = 0;  // in which this byte of `one` stood in `other`
    for (std::size_t j = 1; j <= other.size(); ++j) {
      const std::size_t row = last_row[static_cast<unsigned char>(other[j - 1])];
      const std::size_t column = last_column;
      const bool is_same = one[i - 1] == other[j - 1];
      if (is_same) last_column = j;
      const std::size_t swapped = at(row, column) + (i - row - 1) + 1 + (j - column - 1);
      at(i + 1, j + 1) = std::min({at(i, j) + (is_same ? 0 : 1), at(i + 1, j) + 1, at(i, j + 1) + 1,
                                   row == 0 || column == 0 ? more_than_any : swapped});
    }
    last_row[static_cast<unsigned char>(one[i - 1])] = i;
  }
  return at(one.size() + 1, other.size() + 1);
}

}  // namespace overt
