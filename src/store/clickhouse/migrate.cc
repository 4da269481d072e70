#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "store/clickhouse/checksum.h"
#include "store/clickhouse/closed_days.h"
#include "store/migrate_to_clickhouse.h"
#include "store/run_row.h"

namespace overt {
namespace {

std::vector<Row> rows_of(const EventRows& batch) {
  std::vector<Row> rows;
  rows.reserve(batch.events.size());
  for (const ExportedEvent& exported : batch.events) {
    rows.push_back(row_from_event(exported.app, exported.received_ms, exported.event));
  }
  return rows;
}

// A load for each day: ClickHouse refuses inserts of more than a hundred. So a load may end
// anywhere in a batch, and begins with the same row when it is sent again.
Status load_by_day(Store& store, std::span<const Row> rows, std::int64_t position) {
  while (!rows.empty()) {
    const std::int32_t day = day_of(rows.front().received_ms);
    const auto end = std::ranges::find_if(
        rows, [day](const Row& row) { return day_of(row.received_ms) != day; });
    const auto of_day = rows.first(static_cast<std::size_t>(end - rows.begin()));
    position += static_cast<std::int64_t>(of_day.size());
    if (Status loaded = store.load(of_day, position); !loaded) return loaded;
    rows = rows.subspan(of_day.size());
  }
  return Ok{};
}

Status hold_against_each_other(const clickhouse::DaySums& sent, const clickhouse::DaySums& there) {
  for (const auto& [day, sum] : sent) {
    const auto found = there.find(day);
    if (found != there.end() && found->second == sum) continue;
    const std::int64_t rows = found == there.end() ? 0 : found->second.rows;
    return Error{fmt::format("of {}, {} events were sent and {} are there{}; begin again",
                             clickhouse::day_text(day), sum.rows, rows,
                             rows == sum.rows ? ", with other content" : "")};
  }
  for (const auto& [day, sum] : there) {
    if (sent.contains(day)) continue;
    return Error{fmt::format("of {}, no events were sent and {} are there; begin again",
                             clickhouse::day_text(day), sum.rows)};
  }
  return Ok{};
}

}  // namespace

Result<Migrated> migrate_to_clickhouse(EventFile& events, const ClickhouseOptions& options,
                                       const Clock& clock, const TellShare& tell) {
  const auto store = open_clickhouse_store(options, clock);
  if (!store) return store.error();
  const auto begun = (*store)->position();
  if (!begun) return begun.error();
  Migrated migrated;
  clickhouse::DaySums sums;
  while (true) {
    const auto batch = events.next((*store)->load_rows_max());
    if (!batch) return batch.error();
    if (batch->rows == 0) break;
    if (batch->refused > 0) return Error{fmt::format("a row is no event: {}", batch->why)};
    const std::vector<Row> rows = rows_of(*batch);
    for (const Row& row : rows) clickhouse::add(sums, row);
    const auto known = std::clamp<std::int64_t>(*begun - migrated.rows, 0, batch->rows);
    const auto fresh = std::span(rows).subspan(static_cast<std::size_t>(known));
    const Status loaded = load_by_day(**store, fresh, migrated.rows + known);
    if (!loaded) return loaded.error();
    migrated.rows += batch->rows;
    migrated.skipped += known;
    const double share = static_cast<double>(migrated.rows) / static_cast<double>(events.rows());
    if (!tell(share)) return Error{"interrupted; begun again, it goes on from here"};
  }
  const auto there = clickhouse::sums_in_clickhouse(**store, options.collector);
  if (!there) return there.error();
  if (const Status same = hold_against_each_other(sums, *there); !same) return same.error();
  migrated.days = static_cast<std::int64_t>(sums.size());
  return migrated;
}

}  // namespace overt
