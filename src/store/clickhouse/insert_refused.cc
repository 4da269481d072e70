#include "store/clickhouse/insert_refused.h"

#include <algorithm>
#include <cstdint>
#include <set>

#include "store/clickhouse/insert.h"
#include "store/clickhouse/row_binary.h"

namespace overt::clickhouse {
namespace {

// The first of the rows, as many as one insert may have: days are partitions.
template <typename Rows>
Rows first_insert(Rows rows) {
  std::set<std::int32_t> days;
  const auto end = std::ranges::find_if(rows, [&days](const auto& row) {
    days.insert(row.day);
    return days.size() > kPartitionsOfInsertMax;
  });
  return rows.first(static_cast<std::size_t>(end - rows.begin()));
}

}  // namespace

Result<std::size_t> insert_refused(Server& server, std::span<const RefusedEvents> refused) {
  const auto added = first_insert(refused);
  RowBinary rows;
  for (const RefusedEvents& part : added) {
    rows.number(static_cast<std::uint16_t>(part.day));
    rows.text(part.app);
    rows.text(part.reason);
    rows.text(part.version);
    rows.number(part.events);
  }
  const Status done =
      server.insert("INSERT INTO refusal (day, app, reason, version, events) FORMAT RowBinary",
                    rows.rows(), settings_of_adding());
  if (!done) return done.error();
  return added.size();
}

Status insert_lost(Server& server, std::string_view collector,
                   std::span<const LostBeforeSending> lost) {
  while (!lost.empty()) {
    const auto set = first_insert(lost);
    RowBinary rows;
    for (const LostBeforeSending& part : set) {
      rows.number(static_cast<std::uint16_t>(part.day));
      rows.text(part.app);
      rows.text(collector);
      rows.number(part.events);
    }
    Status done = server.insert("INSERT INTO lost (day, app, collector, events) FORMAT RowBinary",
                                rows.rows(), settings_of_adding());
    if (!done) return done;
    lost = lost.subspan(set.size());
  }
  return Ok{};
}

}  // namespace overt::clickhouse
