#include "publish/run_sets.h"

#include <algorithm>

namespace overt {

RunSets::RunSets(const Usage& usage, const OfCells& of_cells, std::size_t size)
    : columns_(size), shared_(size * size) {
  std::vector<std::vector<Place>> places;
  places.reserve(usage.kinds.size());
  for (const auto& kind : usage.kinds) {
    std::vector<Place>& of_kind = places.emplace_back();
    for (const std::uint32_t cell : kind) {
      for (std::size_t m = 0; m < kMeasures; ++m) {
        if (of_cells[cell][m] != kNone) of_kind.push_back({of_cells[cell][m], m});
      }
    }
  }
  for (const CountedRuns& runs : usage.runs) {
    projects_ = std::max(projects_, runs.project + 1);
    add(runs, places[runs.kind]);
  }
}

void RunSets::add(const CountedRuns& runs, std::span<const Place> places) {
  for (const Place& place : places) {
    if (runs.counts[place.measure] <= 0) continue;
    Column& column = columns_[place.set];
    if (column.empty() || column.back().first != runs.project) {
      column.emplace_back(runs.project, 0);
    }
    column.back().second += runs.counts[place.measure];
  }
  for (const Place& a : places) {
    for (const Place& b : places) {
      const std::int64_t both = runs.counts[std::max(a.measure, b.measure)];
      if (a.set > b.set || both <= 0) continue;
      Shared& shared = shared_[a.set * size() + b.set];
      shared.runs += both;
      if (shared.last_project == runs.project + 1) continue;
      shared.last_project = runs.project + 1;
      ++shared.projects;
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

std::int64_t RunSets::projects_in_several(std::span<const Index> sets) const {
  std::vector<int> times(projects_);
  for (const Index set : sets) {
    for (const auto& [project, count] : columns_[set]) ++times[project];
  }
  return std::ranges::count_if(times, [](int count) { return count > 1; });
}

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

}  // namespace overt
