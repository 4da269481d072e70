#include "store/clickhouse/replicas.h"

#include <fmt/format.h>

#include <string>
#include <variant>

#include "store/clickhouse/parameters.h"
#include "store/clickhouse/read_result.h"
#include "store/clickhouse/schema.h"

namespace overt::clickhouse {
namespace {

// The others fetch a block of counts in a second or two. Whoever has not by then cannot be reached,
// though ZooKeeper hears it; the server itself would wait for ten minutes, and loading with it.
constexpr std::string_view kQuorumMsMax = "5000";

}  // namespace

Result<Replicas> replicas_of(Server& server, const Address& address) {
  if (address.cluster.empty()) return Replicas{};
  const auto answer =
      select(server, fmt::format("SELECT toInt64(min(total_replicas)) AS replicas, "
                                 "toInt64(countIf(active_replicas < total_replicas)) AS behind "
                                 "FROM cluster({}, system, replicas) "
                                 "WHERE database = {} AND table = {}",
                                 address.cluster, sql_text(address.database),
                                 sql_text(local_table(address, "event"))));
  if (!answer) return answer.error();
  const auto& row = answer->rows.at(0);
  return Replicas{.of_shard = std::get<std::int64_t>(row.at(0)),
                  .are_all_there = std::get<std::int64_t>(row.at(1)) == 0};
}

Settings settings_of_all(const Replicas& replicas) {
  if (replicas.of_shard < 2) return {};
  return {{"insert_quorum", std::to_string(replicas.of_shard)},
          {"insert_quorum_timeout", std::string(kQuorumMsMax)}};
}

}  // namespace overt::clickhouse
