#include "publish/run_sets.h"

#include <algorithm>
#include <limits>

namespace overt {
namespace {

constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

// Projects with a run in each cell.
std::vector<std::int64_t> projects_of_cells(const Usage& usage) {
  std::vector<std::int64_t> projects(usage.cells.size());
  std::vector<std::uint32_t> last(usage.cells.size(), std::numeric_limits<std::uint32_t>::max());
  for (const CountedRuns& runs : usage.runs) {
    if (runs.counts[0] <= 0) continue;
    for (const std::uint32_t cell : usage.kinds[runs.kind]) {
      if (last[cell] == runs.project) continue;
      last[cell] = runs.project;
      ++projects[cell];
    }
  }
  return projects;
}

}  // namespace

RunSets::RunSets(const Usage& usage, std::int64_t projects_min, std::size_t cells_max) {
  choose_cells(usage, projects_min, cells_max);
  columns_.resize(cells_.size() * kMeasures);
  shared_.resize(columns_.size() * columns_.size());
  std::vector<Index> first_set(usage.cells.size(), kNone);
  for (std::size_t i = 0; i < cells_.size(); ++i) first_set[cells_[i]] = i * kMeasures;
  std::vector<std::vector<Index>> first_sets;
  for (const auto& kind : usage.kinds) {
    std::vector<Index>& sets = first_sets.emplace_back();
    for (const std::uint32_t cell : kind) {
      if (first_set[cell] != kNone) sets.push_back(first_set[cell]);
    }
  }
  for (const CountedRuns& runs : usage.runs) {
    projects_ = std::max(projects_, runs.project + 1);
    add(runs, first_sets[runs.kind]);
  }
}

void RunSets::choose_cells(const Usage& usage, std::int64_t projects_min, std::size_t cells_max) {
  const std::vector<std::int64_t> projects = projects_of_cells(usage);
  for (std::size_t cell = 0; cell < usage.cells.size(); ++cell) {
    if (projects[cell] >= projects_min) cells_.push_back(cell);
  }
  std::ranges::sort(cells_, {}, [&](std::size_t cell) { return std::pair(-projects[cell], cell); });
  cells_.resize(std::min(cells_.size(), cells_max));
  std::ranges::sort(cells_);
}

void RunSets::add(const CountedRuns& runs, std::span<const Index> first_sets) {
  for (const Index first : first_sets) {
    for (std::size_t m = 0; m < kMeasures && runs.counts[m] > 0; ++m) {
      Column& column = columns_[first + m];
      if (column.empty() || column.back().first != runs.project) {
        column.emplace_back(runs.project, 0);
      }
      column.back().second += runs.counts[m];
    }
  }
  for (const Index a : first_sets) {
    for (const Index b : first_sets) {
      for (std::size_t m = 0; m < kMeasures * kMeasures; ++m) {
        const Index left = a + m / kMeasures;
        const Index right = b + m % kMeasures;
        const std::int64_t both = runs.counts[std::max(m / kMeasures, m % kMeasures)];
        if (left > right || both <= 0) continue;
        Shared& shared = shared_[left * size() + right];
        shared.runs += both;
        if (shared.last_project == runs.project + 1) continue;
        shared.last_project = runs.project + 1;
        ++shared.projects;
      }
    }
  }
}

std::int64_t RunSets::projects_of_difference(std::span<const Index> whole,
                                             std::span<const Index> part) const {
  std::vector<std::int64_t> runs(projects_);
  for (const Index set : whole) {
    for (const auto& [project, count] : columns_[set]) runs[project] += count;
  }
  for (const Index set : part) {
    for (const auto& [project, count] : columns_[set]) runs[project] -= count;
  }
  return std::ranges::count_if(runs, [](std::int64_t count) { return count > 0; });
}

}  // namespace overt
