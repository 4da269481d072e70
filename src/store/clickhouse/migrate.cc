#include <fmt/format.h>

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

Status hold_against_each_other(const clickhouse::DaySums& sent, const clickhouse::DaySums& there) {
  for (const auto& [day, sum] : sent) {
    const auto found = there.find(day);
    if (found != there.end() && found->second == sum) continue;
    const std::int64_t rows = found == there.end() ? 0 : found->second.rows;
    return Error{fmt::format("of {}, {} events were sent and {} are there{}; begin again",
                             clickhouse::day_text(day), sum.rows, rows,
                             rows == sum.rows ? ", with other content" : "")};
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
  // The same batches each time: a load that was cut short is known when it is sent again.
  while (true) {
    const auto batch = events.next((*store)->load_rows_max());
    if (!batch) return batch.error();
    if (batch->rows == 0) break;
    if (batch->refused > 0) return Error{fmt::format("a row is no event: {}", batch->why)};
    const std::vector<Row> rows = rows_of(*batch);
    for (const Row& row : rows) clickhouse::add(sums, row);
    migrated.rows += batch->rows;
    if (migrated.rows <= *begun) {
      migrated.skipped = migrated.rows;
    } else if (const Status loaded = (*store)->load(rows, migrated.rows); !loaded) {
      return loaded.error();
    }
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
