// Sets of runs, of each cell and measure one, and what two of them have in common.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "publish/cells.h"

namespace overt {

class RunSets {
 public:
  // Those of a cell follow each other, in the order of measures.
  using Index = std::size_t;

  // Of the cells with `projects_min` projects or more, at most `cells_max`: those with the most.
  RunSets(const Usage& usage, std::int64_t projects_min, std::size_t cells_max);

  std::size_t size() const { return columns_.size(); }
  std::size_t cell(Index set) const { return cells_[set / kMeasures]; }
  static Measure measure(Index set) { return static_cast<Measure>(set % kMeasures); }

  std::int64_t runs(Index set) const { return shared(set, set).runs; }
  std::int64_t projects(Index set) const { return shared(set, set).projects; }

  // Runs in both, and projects that have any.
  std::int64_t shared_runs(Index a, Index b) const { return shared(a, b).runs; }
  std::int64_t shared_projects(Index a, Index b) const { return shared(a, b).projects; }

  // Projects that have runs in the union of `whole` and not in that of `part`, which is within it.
  // The sets of each are disjoint.
  std::int64_t projects_of_difference(std::span<const Index> whole,
                                      std::span<const Index> part) const;

 private:
  struct Shared {
    std::int64_t runs = 0;
    std::uint32_t projects = 0;
    std::uint32_t last_project = 0;  // counted, from 1
  };
  using Column = std::vector<std::pair<std::uint32_t, std::int64_t>>;  // runs by project

  const Shared& shared(Index a, Index b) const {
    return a <= b ? shared_[a * size() + b] : shared_[b * size() + a];
  }
  void choose_cells(const Usage& usage, std::int64_t projects_min, std::size_t cells_max);
  void add(const CountedRuns& runs, std::span<const Index> first_sets);

  std::vector<std::size_t> cells_;  // ascending
  std::vector<Column> columns_;
  std::vector<Shared> shared_;  // of a and b, where a <= b
  std::uint32_t projects_ = 0;
};

}  // namespace overt
