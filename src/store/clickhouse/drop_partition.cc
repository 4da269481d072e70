#include "store/clickhouse/drop_partition.h"

#include <fmt/format.h>

#include "store/clickhouse/parameters.h"
#include "store/clickhouse/read_result.h"
#include "store/clickhouse/schema.h"

namespace overt::clickhouse {
namespace {

std::string partition_sql(const Partition& partition) {
  const std::string day = sql_text(partition.day);
  return partition.generation ? fmt::format("({}, {})", day, *partition.generation) : day;
}

Result<bool> is_gone(Server& server, std::string_view table, const Partition& partition) {
  const std::string of_generation =
      partition.generation ? fmt::format(" AND generation = {}", *partition.generation) : "";
  const auto rows =
      select(server, fmt::format("SELECT toInt64(count()) FROM {} WHERE day = toDate({}){}", table,
                                 sql_text(partition.day), of_generation));
  if (!rows) return rows.error();
  return std::get<std::int64_t>(rows->rows.at(0).at(0)) == 0;
}

}  // namespace

bool is_because_some_are_away(const Address& address, const Error& error) {
  // TIMEOUT_EXCEEDED: the statement stands in ZooKeeper, and not all servers have answered.
  constexpr std::string_view kTimeoutExceeded = "Code: 159";
  return !address.cluster.empty() && error.message.find(kTimeoutExceeded) != std::string::npos;
}

Status drop_partition(Server& server, const Address& address, std::string_view table,
                      const Partition& partition) {
  const std::string statement =
      fmt::format("ALTER TABLE {}.{}{} DROP PARTITION {}", address.database,
                  local_table(address, table), on_cluster(address), partition_sql(partition));
  Status last = Ok{};
  for (int tries = 0; tries < kTriesMax; ++tries) {
    const auto dropped =
        server.run(statement, {{"distributed_ddl_task_timeout", std::string(kWaitSecondsMax)}});
    if (dropped) return Ok{};
    last = dropped.error();
    if (!is_because_some_are_away(address, last.error())) break;
    const auto gone = is_gone(server, table, partition);
    if (!gone) return gone.error();
    if (*gone) return Ok{};
  }
  return last;
}

}  // namespace overt::clickhouse
