#include "publish/suppress.h"

#include <cassert>
#include <limits>
#include <tuple>

namespace overt {
namespace {

// Projects that have any of some runs; runs are looked at by project, ascending.
class Group {
 public:
  void add(std::uint32_t project) {
    if (size_ > 0 && last_ == project) return;
    last_ = project;
    ++size_;
  }

  std::int64_t size() const { return size_; }

  // Whether nobody is in it, or enough to hide in.
  bool may_be_told(std::int64_t k) const { return size_ == 0 || size_ >= k; }

 private:
  std::int64_t size_ = 0;
  std::uint32_t last_ = 0;
};

// The runs of a cell, and who is in each of the parts that its counts tell of.
struct CellRuns {
  Counts counts{};
  Group all;
  Group ended;
  Group not_ended;
  Group failed;
  Group not_failed;  // of those that ended

  void add(const CountedRuns& runs) {
    const auto [all_runs, ended_runs, failed_runs] = runs.counts;
    for (std::size_t m = 0; m < kMeasures; ++m) counts[m] += runs.counts[m];
    all.add(runs.project);
    if (ended_runs > 0) ended.add(runs.project);
    if (all_runs > ended_runs) not_ended.add(runs.project);
    if (failed_runs > 0) failed.add(runs.project);
    if (ended_runs > failed_runs) not_failed.add(runs.project);
  }
};

std::vector<CellRuns> runs_of_cells(const Usage& usage) {
  std::vector<CellRuns> cells(usage.cells.size());
  for (const CountedRuns& runs : usage.runs) {
    if (runs.counts[0] <= 0) continue;
    for (const std::uint32_t cell : usage.kinds[runs.kind]) cells[cell].add(runs);
  }
  return cells;
}

// Who has a run of which no cell tells the number.
Group rest_of(const Usage& usage, const std::vector<bool>& tells_runs) {
  Group rest;
  for (const CountedRuns& runs : usage.runs) {
    if (runs.counts[0] <= 0) continue;
    bool is_told = false;
    for (const std::uint32_t cell : usage.kinds[runs.kind]) is_told |= tells_runs[cell];
    if (!is_told) rest.add(runs.project);
  }
  return rest;
}

// By cell. What is left of all runs is nobody's or of k projects or more: the smallest cell goes if
// it is not, and is enough by itself.
std::vector<bool> cells_that_tell_runs(const Usage& usage, const std::vector<CellRuns>& runs,
                                       std::int64_t k) {
  constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();
  std::vector<bool> tells(usage.cells.size());
  std::size_t smallest = kNone;
  const auto size = [&](std::size_t cell) {
    return std::tuple(runs[cell].all.size(), runs[cell].counts[0], usage.cells[cell].name);
  };
  for (std::size_t cell = 0; cell < usage.cells.size(); ++cell) {
    if (!usage.tables[usage.cells[cell].table].tells_runs || runs[cell].all.size() < k) continue;
    tells[cell] = true;
    if (smallest == kNone || size(cell) < size(smallest)) smallest = cell;
  }
  if (smallest != kNone && !rest_of(usage, tells).may_be_told(k)) tells[smallest] = false;
  return tells;
}

// Each count splits what the one before it tells of in two: both parts have to be such as can be
// told.
void tell_runs(const CellRuns& runs, std::int64_t k, PublishedCell& cell) {
  cell.counts[0] = runs.counts[0];
  if (!runs.ended.may_be_told(k) || !runs.not_ended.may_be_told(k)) return;
  cell.counts[1] = runs.counts[1];
  if (!runs.failed.may_be_told(k) || !runs.not_failed.may_be_told(k)) return;
  cell.counts[2] = runs.counts[2];
}

}  // namespace

std::vector<PublishedCell> publishable(const Usage& usage, std::int64_t k) {
  assert(k >= 1);
  const std::vector<CellRuns> runs = runs_of_cells(usage);
  if (runs.empty() || runs[0].all.size() < k) return {};
  const std::vector<bool> tells_runs = cells_that_tell_runs(usage, runs, k);
  std::vector<PublishedCell> published;
  for (std::size_t i = 0; i < usage.cells.size(); ++i) {
    if (runs[i].all.size() < k) continue;
    PublishedCell& cell = published.emplace_back();
    cell.cell = usage.cells[i];
    cell.projects = runs[i].all.size() / k * k;
    if (tells_runs[i]) tell_runs(runs[i], k, cell);
  }
  published[0].counts[0] = runs[0].counts[0];
  return published;
}

}  // namespace overt
