// Sets of runs, and what two of them have in common.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include "publish/cells.h"

namespace overt {

class RunSets {
 public:
  using Index = std::size_t;
  static constexpr Index kNone = std::numeric_limits<Index>::max();

  // Into which set the runs of each cell count, by measure; several cells of a table may share one.
  using OfCells = std::vector<std::array<Index, kMeasures>>;

  // `size` sets, all of which `of_cells` names. Memory for each pair of them.
  RunSets(const Usage& usage, const OfCells& of_cells, std::size_t size);

  std::size_t size() const { return columns_.size(); }
  std::int64_t runs(Index set) const { return shared(set, set).runs; }
  std::int64_t projects(Index set) const { return shared(set, set).projects; }

  // Runs in both, and projects that have any.
  std::int64_t shared_runs(Index a, Index b) const { return shared(a, b).runs; }
  std::int64_t shared_projects(Index a, Index b) const { return shared(a, b).projects; }

  // Projects that have runs in the union of `whole` and not in that of `part`, which is within it.
  // The sets of each are disjoint.
  std::int64_t projects_of_difference(std::span<const Index> whole,
                                      std::span<const Index> part) const;

  // Projects that have runs in more than one of the sets.
  std::int64_t projects_in_several(std::span<const Index> sets) const;

 private:
  struct Shared {
    std::int64_t runs = 0;
    std::uint32_t projects = 0;
    std::uint32_t last_project = 0;  // counted, from 1
  };
  using Column = std::vector<std::pair<std::uint32_t, std::int64_t>>;  // runs by project
  struct Place {
    Index set;
    std::size_t measure;
  };

  const Shared& shared(Index a, Index b) const {
    return a <= b ? shared_[a * size() + b] : shared_[b * size() + a];
  }
  void add(const CountedRuns& runs, std::span<const Place> places);

  std::vector<Column> columns_;
  std::vector<Shared> shared_;  // of a and b, where a <= b
  std::uint32_t projects_ = 0;
};

// Projects with a run in each cell.
std::vector<std::int64_t> projects_of_cells(const Usage& usage);

}  // namespace overt
