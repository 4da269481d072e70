#include "publish/suppress.h"

#include <algorithm>
#include <cassert>
#include <optional>
#include <set>
#include <span>
#include <utility>

#include "publish/known_sets.h"
#include "publish/small_differences.h"

namespace overt {
namespace {

// The cells with k projects or more, of these those with the most; that nobody failed tells of
// nobody, but whether that is so is known of sets, not of cells.
Published begin_with(const Usage& usage, std::int64_t k) {
  const std::vector<std::int64_t> projects = projects_of_cells(usage);
  std::vector<std::size_t> cells;
  for (std::size_t cell = 0; cell < usage.cells.size(); ++cell) {
    if (projects[cell] >= k) cells.push_back(cell);
  }
  std::ranges::sort(cells, {}, [&](std::size_t cell) { return std::pair(-projects[cell], cell); });
  cells.resize(std::min(cells.size(), kCellsMax));
  Published published(usage.cells.size());
  for (const std::size_t cell : cells) {
    const bool is_partition = usage.tables[usage.cells[cell].table].is_partition;
    // With ends and failures of cells that overlap what lacks them could be told, in too many ways.
    published[cell] = {true, is_partition, is_partition};
  }
  return published;
}

// Withholds a number, and with it what is counted among it.
void withhold(Published& published, std::size_t cell, std::size_t measure) {
  for (std::size_t m = measure; m < kMeasures; ++m) published[cell][m] = false;
}

// Finds what to withhold so that the numbers of `sets` tell less: what has the fewest projects of
// those that are published, but never all runs. A rest is another one when a number of its table is
// withheld, and unknown when that of all is.
std::optional<KnownSets::Index> smallest_of(const KnownSets& known,
                                            std::span<const KnownSets::Index> sets) {
  using Index = KnownSets::Index;
  std::optional<Index> smallest;
  const auto consider = [&](Index set) {
    if (set == RunSets::kNone || known.is_rest(set) || set == known.all(Measure::kRuns)) return;
    const auto size = [&](Index index) {
      return std::pair(known.sets().projects(index), known.sets().runs(index));
    };
    if (!smallest || size(set) < size(*smallest)) smallest = set;
  };
  std::ranges::for_each(sets, consider);
  if (smallest) return smallest;
  for (Index set = 0; set < known.sets().size(); ++set) {
    const bool is_of_a_rest = std::ranges::any_of(sets, [&](Index rest) {
      return known.is_rest(rest) && known.table(rest) == known.table(set) &&
             known.measure(rest) == known.measure(set);
    });
    if (is_of_a_rest) consider(set);
  }
  if (smallest) return smallest;
  for (const Index set : sets) consider(known.all(known.measure(set)));
  return smallest;
}

// Numbers that tell of fewer than k projects by themselves.
bool withhold_small_sets(const KnownSets& known, std::int64_t k, Published& published) {
  bool has_withheld = false;
  for (KnownSets::Index set = 0; set < known.sets().size(); ++set) {
    const std::int64_t projects = known.sets().projects(set);
    if (known.is_rest(set) || projects == 0 || projects >= k) continue;
    withhold(published, known.cell(set), static_cast<std::size_t>(known.measure(set)));
    has_withheld = true;
  }
  return has_withheld;
}

std::vector<PublishedCell> cells_of(const Usage& usage, const KnownSets& known) {
  std::vector<PublishedCell> cells;
  for (KnownSets::Index set = 0; set < known.sets().size(); ++set) {
    if (known.is_rest(set)) continue;
    const UsageCell& cell = usage.cells[known.cell(set)];
    if (known.measure(set) == Measure::kRuns) {
      cells.push_back({.cell = cell, .projects = known.sets().projects(set), .counts = {}});
    }
    cells.back().counts[static_cast<std::size_t>(known.measure(set))] = known.sets().runs(set);
  }
  return cells;
}

}  // namespace

std::vector<PublishedCell> publishable(const Usage& usage, std::int64_t k) {
  assert(k >= 1);
  Published published = begin_with(usage, k);
  if (published.empty() || !published[0][0]) return {};
  for (;;) {
    const KnownSets known(usage, published);
    if (withhold_small_sets(known, k, published)) continue;
    const auto small = small_differences(known, k);
    if (small.empty()) return cells_of(usage, known);
    // What one withholds may make the next ones harmless: those of other tables only.
    std::set<std::size_t> touched;
    for (const std::vector<KnownSets::Index>& sets : small) {
      const bool is_new = std::ranges::none_of(
          sets, [&](KnownSets::Index set) { return touched.contains(known.table(set)); });
      if (!is_new) continue;
      for (const KnownSets::Index set : sets) {
        if (known.table(set) != 0) touched.insert(known.table(set));
      }
      const auto smallest = smallest_of(known, sets);
      // Rests of tables of which nothing is published are all runs, and differ in nothing.
      assert(smallest && "a small difference has a number that can be withheld");
      withhold(published, known.cell(*smallest),
               static_cast<std::size_t>(known.measure(*smallest)));
    }
  }
}

}  // namespace overt
