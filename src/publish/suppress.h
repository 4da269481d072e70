// What of a usage may be published, so that no number, and no difference of numbers, tells of a
// group of fewer projects than k. docs/publish.md has the rule.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "publish/cells.h"

namespace overt {

// Cells that are looked at, at most: those with the most projects. The rest is withheld. Tables
// between cells need memory for each pair, some 50 MB at this many.
inline constexpr std::size_t kCellsMax = 600;

struct PublishedCell {
  UsageCell cell;
  std::int64_t projects = 0;
  // Of each measure; the first is there. What is withheld is empty.
  std::array<std::optional<std::int64_t>, kMeasures> counts;

  friend bool operator==(const PublishedCell&, const PublishedCell&) = default;
};

// In the order of the cells; empty if all together are fewer than k projects. k is 1 or more.
std::vector<PublishedCell> publishable(const Usage& usage, std::int64_t k);

}  // namespace overt
