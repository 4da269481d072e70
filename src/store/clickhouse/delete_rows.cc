#include "store/clickhouse/delete_rows.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <chrono>
#include <string_view>
#include <thread>
#include <vector>

#include "store/clickhouse/drop_partition.h"
#include "store/clickhouse/parameters.h"
#include "store/clickhouse/read_result.h"
#include "store/clickhouse/schema.h"

namespace overt::clickhouse {
namespace {

// Parts are written anew one after the other.
constexpr std::chrono::minutes kTimeMax{30};
constexpr std::chrono::milliseconds kPoll{100};

struct Deleted {
  std::string_view table;
  std::string_view before;  // whether a row was there at a time, {}
};
constexpr std::array kTables = {Deleted{"fact", "generation < {}"},
                                Deleted{"half", "generation < {}"},
                                Deleted{"event", "received_ms < {}"}};

// Says it of all tables; true if all servers of a cluster have heard it.
Result<bool> say(Server& server, const Address& address, const std::string& condition) {
  bool have_all_heard = true;
  for (const auto& [table, before] : kTables) {
    const auto said =
        server.run(fmt::format("ALTER TABLE {}.{}{} DELETE WHERE {}", address.database,
                               local_table(address, table), on_cluster(address), condition),
                   {{"distributed_ddl_task_timeout", std::string(kWaitSecondsMax)}});
    if (said) continue;
    if (!is_because_some_are_away(address, said.error())) return said.error();
    have_all_heard = false;
  }
  return have_all_heard;
}

// Of mutations of the tables that are not done: how many, and what keeps one from being done. Old
// servers try for ever, and do not say why.
std::string mutations_sql(const Address& address, bool have_reasons) {
  std::vector<std::string> tables;
  tables.reserve(kTables.size());
  for (const auto& [table, before] : kTables) {
    tables.push_back(sql_text(local_table(address, table)));
  }
  return fmt::format(
      "SELECT toInt64(count()) AS undone, {} AS reason FROM {} WHERE is_done = 0 AND database = {} "
      "AND table IN ({})",
      have_reasons ? "max(latest_fail_reason)" : "max('')",
      address.cluster.empty() ? "system.mutations"
                              : fmt::format("cluster({}, system, mutations)", address.cluster),
      sql_text(address.database), fmt::join(tables, ", "));
}

Result<bool> have_reasons(Server& server) {
  const auto columns =
      select(server,
             "SELECT toInt64(count()) FROM system.columns WHERE database = 'system' AND "
             "table = 'mutations' AND name = 'latest_fail_reason'");
  if (!columns) return columns.error();
  return columns->rows.at(0).at(0) != Cell(std::int64_t{0});
}

Status wait_for_mutations(Server& server, const Address& address) {
  const auto told = have_reasons(server);
  if (!told) return told.error();
  const std::string statement = mutations_sql(address, *told);
  const auto until = std::chrono::steady_clock::now() + kTimeMax;
  while (std::chrono::steady_clock::now() < until) {
    const auto left = select(server, statement);
    if (!left) return left.error();
    const auto& row = left->rows.at(0);
    if (const auto& reason = std::get<std::string>(row.at(1)); !reason.empty()) {
      return Error{"ClickHouse cannot take rows out of all parts: " + error_line(reason)};
    }
    if (row.at(0) == Cell(std::int64_t{0})) return Ok{};
    std::this_thread::sleep_for(kPoll);
  }
  return Error{"ClickHouse has not taken the project out of all parts yet; ask it again"};
}

Result<bool> are_gone(Server& server, const std::string& condition, std::int64_t now_ms) {
  for (const auto& [table, before] : kTables) {
    const auto left =
        select(server, fmt::format("SELECT toInt64(count()) FROM {} WHERE {} AND {}", table,
                                   condition, fmt::format(fmt::runtime(before), now_ms)));
    if (!left) return left.error();
    if (left->rows.at(0).at(0) != Cell(std::int64_t{0})) return false;
  }
  return true;
}

}  // namespace

Status delete_rows(Server& server, const Address& address, const std::string& condition,
                   std::int64_t now_ms) {
  for (int tries = 0; tries < kTriesMax; ++tries) {
    const auto have_all_heard = say(server, address, condition);
    if (!have_all_heard) return have_all_heard.error();
    if (Status done = wait_for_mutations(server, address); !done) return done;
    if (*have_all_heard) return Ok{};
    const auto gone = are_gone(server, condition, now_ms);
    if (!gone) return gone.error();
    if (*gone) return Ok{};
  }
  return Error{"no server of a shard takes the project out; ask it again"};
}

}  // namespace overt::clickhouse
