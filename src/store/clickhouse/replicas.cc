#include "store/clickhouse/replicas.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
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
  // One replica of each shard answers.
  const auto shards =
      select(server, fmt::format("SELECT zookeeper_path, toInt64(log_max_index) AS last, "
                                 "toInt64(total_replicas) AS replicas, "
                                 "toInt64(active_replicas) AS active "
                                 "FROM cluster({}, system, replicas) "
                                 "WHERE database = {} AND table = {}",
                                 address.cluster, sql_text(address.database),
                                 sql_text(local_table(address, "event"))));
  if (!shards) return shards.error();
  Replicas replicas;
  for (const auto& row : shards->rows) {
    const auto number = [&row](std::size_t at) { return std::get<std::int64_t>(row.at(at)); };
    const std::int64_t in_all = number(2);
    const bool is_first = replicas.logs.empty();
    replicas.of_shard = is_first ? in_all : std::min(replicas.of_shard, in_all);
    // Who has lost ZooKeeper knows of none.
    if (in_all == 0 || number(3) < in_all) replicas.are_all_there = false;
    replicas.logs.push_back({.path = std::get<std::string>(row.at(0)), .last = number(1)});
  }
  return replicas;
}

Settings settings_of_all(const Replicas& replicas) {
  if (replicas.of_shard < 2) return {};
  return {{"insert_quorum", std::to_string(replicas.of_shard)},
          {"insert_quorum_timeout", std::string(kQuorumMsMax)}};
}

}  // namespace overt::clickhouse
