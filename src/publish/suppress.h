// What of a usage may be published, so that no number, and no sum or difference of numbers, tells
// of a group of fewer projects than k. docs/publish.md has the rule and why it suffices.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "publish/cells.h"

namespace overt {

struct PublishedCell {
  UsageCell cell;
  std::int64_t projects = 0;  // a multiple of k, rounded down
  // By measure; empty for what is withheld or is of a table that tells no runs.
  std::array<std::optional<std::int64_t>, kMeasures> counts;

  friend bool operator==(const PublishedCell&, const PublishedCell&) = default;
};

// In the order of the cells; empty if all together are fewer than k projects. k is 1 or more.
std::vector<PublishedCell> publishable(const Usage& usage, std::int64_t k);

}  // namespace overt
