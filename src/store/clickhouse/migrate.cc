#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/clickhouse/address.h"
#include "store/clickhouse/checksum.h"
#include "store/clickhouse/closed_days.h"
#include "store/clickhouse/parameters.h"
#include "store/clickhouse/schema.h"
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

// Empty, or the first day that differs, in words.
std::string difference(const clickhouse::DaySums& sent, const clickhouse::DaySums& there) {
  for (const auto& [day, sum] : sent) {
    const auto found = there.find(day);
    if (found != there.end() && found->second == sum) continue;
    const std::int64_t rows = found == there.end() ? 0 : found->second.rows;
    return fmt::format("of {}, {} events were sent and {} are there{}", clickhouse::day_text(day),
                       sum.rows, rows, rows == sum.rows ? ", with other content" : "");
  }
  for (const auto& [day, sum] : there) {
    if (sent.contains(day)) continue;
    return fmt::format("of {}, no events were sent and {} are there", clickhouse::day_text(day),
                       sum.rows);
  }
  return "";
}

// What is skipped because it was loaded stays as it is, however often it is sent; so a migration
// that is not what was sent can only begin anew.
std::string how_to_begin_anew(const clickhouse::Address& address, const std::string& collector) {
  std::string text = "; to begin anew, have ClickHouse do";
  for (const std::string_view table : {"event", "loaded"}) {
    text += fmt::format(" ALTER TABLE {}.{}{} DELETE WHERE collector = {};", address.database,
                        clickhouse::local_table(address, table), clickhouse::on_cluster(address),
                        clickhouse::sql_text(collector));
  }
  return text + " and when that is done, migrate again";
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
  if (const std::string differs = difference(sums, *there); !differs.empty()) {
    const auto address = clickhouse::parse_address(options.url);
    if (!address) return address.error();
    return Error{differs + how_to_begin_anew(*address, options.collector)};
  }
  migrated.days = static_cast<std::int64_t>(sums.size());
  return migrated;
}

}  // namespace overt
