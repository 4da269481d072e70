#include "store/clickhouse/replicated_position.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string_view>
#include <variant>

#include "store/clickhouse/parameters.h"
#include "store/clickhouse/read_result.h"

namespace overt::clickhouse {
namespace {

// Of one replica.
struct Replica {
  std::string path;
  std::int64_t last = 0;  // entry of the log that it is to know of
};

// A statement for each, as one; old servers read one path of ZooKeeper at a time.
Result<QueryResult> select_of_each(Server& server, const std::vector<std::string>& statements) {
  return select(server, fmt::format("{}", fmt::join(statements, " UNION ALL ")));
}

Result<std::vector<Replica>> replicas_in(Server& server, const std::vector<ReplicationLog>& logs) {
  std::vector<std::string> statements;
  statements.reserve(logs.size());
  for (const auto& [path, last] : logs) {
    const std::string replicas = sql_text(path + "/replicas");
    statements.push_back(
        fmt::format("SELECT concat({0}, '/', name) AS replica, toInt64({1}) AS last "
                    "FROM system.zookeeper WHERE path = {0}",
                    replicas, last));
  }
  const auto answer = select_of_each(server, statements);
  if (!answer) return answer.error();
  std::vector<Replica> replicas;
  replicas.reserve(answer->rows.size());
  for (const auto& row : answer->rows) {
    replicas.push_back({std::get<std::string>(row.at(0)), std::get<std::int64_t>(row.at(1))});
  }
  return replicas;
}

// Whether everything that is to be done stands in the replicas' own queues. The pointer is to what
// a replica takes over from the log next, 0 at the beginning; one that is lost is about to take
// over all from another.
Result<bool> have_taken_over_log(Server& server, const std::vector<Replica>& replicas) {
  std::vector<std::string> statements;
  statements.reserve(replicas.size());
  for (const auto& [path, last] : replicas) {
    statements.push_back(
        fmt::format("SELECT toInt64(countIf(name = 'log_pointer' AND toInt64OrZero(value) > {}) - "
                    "countIf(name = 'is_lost' AND value = '1')) AS has FROM system.zookeeper "
                    "WHERE path = {}",
                    last, sql_text(path)));
  }
  const auto answer = select_of_each(server, statements);
  if (!answer) return answer.error();
  return answer->rows.size() == replicas.size() &&
         std::ranges::all_of(
             answer->rows, [](const auto& row) { return std::get<std::int64_t>(row.at(0)) == 1; });
}

// Entries of queues that bring rows of an INSERT. They stay until the replica has the rows, be it
// merged with others; what else is to be done makes other parts of rows that it has or waits for.
Result<std::set<std::string>> fetches_of(Server& server, const std::vector<Replica>& replicas) {
  std::vector<std::string> statements;
  statements.reserve(replicas.size());
  for (const auto& [path, last] : replicas) {
    statements.push_back(
        fmt::format("SELECT concat({0}, '/', name) AS entry FROM system.zookeeper "
                    "WHERE path = {0} AND position(value, '\\nget\\n') > 0",
                    sql_text(path + "/queue")));
  }
  const auto answer = select_of_each(server, statements);
  if (!answer) return answer.error();
  std::set<std::string> fetches;
  for (const auto& row : answer->rows) fetches.insert(std::get<std::string>(row.at(0)));
  return fetches;
}

}  // namespace

// In this order: what is taken over from the log while this asks is in the queues that it reads.
Result<std::int64_t> ReplicatedPosition::look(Server& server, const Replicas& replicas,
                                              std::int64_t loaded) {
  if (replicas.logs.empty()) return position_ = loaded;
  if (!sought_) sought_ = {.position = loaded, .logs = replicas.logs};
  const auto all = replicas_in(server, sought_->logs);
  if (!all) return all.error();
  const auto have_taken_over = have_taken_over_log(server, *all);
  if (!have_taken_over) return have_taken_over.error();
  if (!*have_taken_over) {
    sought_->fetches.reset();
    return position_;
  }
  const auto fetches = fetches_of(server, *all);
  if (!fetches) return fetches.error();
  if (!sought_->fetches) sought_->fetches = *fetches;
  std::erase_if(*sought_->fetches,
                [&fetches](const std::string& fetch) { return !fetches->contains(fetch); });
  if (!sought_->fetches->empty()) return position_;
  position_ = sought_->position;
  sought_.reset();
  return position_;
}

}  // namespace overt::clickhouse
