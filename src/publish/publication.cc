#include "publish/publication.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "publish/read_usage.h"
#include "publish/suppress.h"
#include "store/run_row.h"

namespace overt {
namespace {

KnownShare known_share(const MonthOfUse& month) {
  const std::int64_t known = month.runs_known;
  const std::int64_t all = month.runs_known + month.runs_unknown;
  if (known * 100 > all * 95) return KnownShare::kNearlyAll;
  if (known * 100 > all * 75) return KnownShare::kMost;
  return known * 2 > all ? KnownShare::kHalf : KnownShare::kFew;
}

PublishedRow row_of(const PublishedCell& cell) {
  return {.name = cell.cell.name,
          .projects = cell.projects,
          .runs = cell.counts[0],
          .ended = cell.counts[1],
          .failed = cell.counts[2]};
}

// Where both are published, the runs that succeeded are of none or of k projects at least.
void add_durations(PublishedRow& row, const std::map<std::string, Percentiles>& durations) {
  const auto found = durations.find(row.name);
  if (found == durations.end() || !row.ended || !row.failed || *row.ended <= *row.failed) return;
  row.p50_ms = found->second.p50_ms;
  row.p90_ms = found->second.p90_ms;
}

// How many cells of each table have runs.
std::vector<std::size_t> cells_used(const Usage& usage) {
  std::set<std::uint32_t> kinds;
  for (const CountedRuns& runs : usage.runs) kinds.insert(runs.kind);
  std::set<std::uint32_t> cells;
  for (const std::uint32_t kind : kinds) {
    cells.insert(usage.kinds[kind].begin(), usage.kinds[kind].end());
  }
  std::vector<std::size_t> used(usage.tables.size());
  for (const std::uint32_t cell : cells) ++used[usage.cells[cell].table];
  return used;
}

}  // namespace

std::string_view to_string(KnownShare share) {
  constexpr std::array<std::string_view, 4> kNames = {"nearly all", "most", "half", "few"};
  return kNames.at(static_cast<std::size_t>(share));
}

std::string publication_problem(const Month& month, std::int64_t k, std::int64_t now_ms) {
  if (k < kGroupMin || k > kGroupMax) {
    return fmt::format("k is not a number from {} to {}", kGroupMin, kGroupMax);
  }
  if (month.end_day() > day_of(now_ms)) {
    return fmt::format("{} has not ended; the last month that has is {}", month.text(),
                       last_ended_month(now_ms).text());
  }
  return {};
}

Result<Publication> make_publication(Store& store, const std::string& app, const Month& month,
                                     std::int64_t k) {
  if (!store.dialect().empty()) {
    return Error{
        "`overt publish` is of DuckDB's store; export this one and import it into a directory"};
  }
  const auto read = read_usage(store, app, month);
  if (!read) return read.error();
  Publication publication{
      .app = app, .month = month, .k = k, .known = known_share(*read), .tables = {}};
  const std::vector<PublishedCell> cells = publishable(read->usage, k);
  if (cells.empty()) return publication;
  for (const CellTable& table : read->usage.tables) {
    publication.tables.push_back({.name = table.name, .rows = {}, .withheld = false});
  }
  for (const PublishedCell& cell : cells) {
    PublishedTable& table = publication.tables[cell.cell.table];
    PublishedRow& row = table.rows.emplace_back(row_of(cell));
    if (table.name == "commands") add_durations(row, read->durations);
  }
  const std::vector<std::size_t> used = cells_used(read->usage);
  for (std::size_t i = 0; i < publication.tables.size(); ++i) {
    PublishedTable& table = publication.tables[i];
    table.withheld = table.rows.size() < used[i];
    std::ranges::sort(table.rows, [](const PublishedRow& a, const PublishedRow& b) {
      return std::tuple(-a.projects, -a.runs.value_or(0), a.name) <
             std::tuple(-b.projects, -b.runs.value_or(0), b.name);
    });
  }
  return publication;
}

}  // namespace overt
