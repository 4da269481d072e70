#include "store/clickhouse/schema.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <vector>

#include "store/run_row.h"

namespace overt::clickhouse {
namespace {

// {text} is a text of which there are few, {time} what packs times. Days are of the collectors'
// clocks, in UTC. docs/decisions/0042 says how the tables hang together.
//
// event: one row for each event that a collector acknowledged, once for each time it was sent:
// `collector` and `position` tell one that was sent twice from one that arrived twice. `half` is 1
// for a start, 2 for an end, 0 for all others; `bucket` as in insert.h.
constexpr std::string_view kEvent = R"(
  day Date, half UInt8, app {text}, command {text}, execution_id UUID, project UInt64,
  user_id UInt64, event_type {text}, schema_version Int32, received_ms Int64{time},
  ts_ms Int64{time}, version {text}, version_order {text}, os {text}, arch {text},
  group_channel {text}, ci UInt8, ci_name {text}, exit_code Nullable(Int64),
  duration_ms Nullable(Int64), bucket Int16, option_names Array({text}),
  option_as_cli Array(UInt8), option_as_env Array(UInt8), option_counts Array(Int64),
  attribute_flag_names Array({text}), attribute_flags Array(UInt8),
  attribute_number_names Array({text}), attribute_numbers Array(Int64),
  attribute_text_names Array({text}), attribute_texts Array(String),
  flag_names Array({text}), flags Array(UInt8), number_names Array({text}), numbers Array(Int64),
  text_names Array({text}), texts Array(String), collector {text}, position Int64{time})";

// half: halves that found no other half on their day. fact: the runs of a day whose halves did,
// added up; `buckets` has one number for each that succeeded. Rows are a generation's, and count
// only if fact_day says that the generation has the events of the day: closed_days.h. `events` are
// the rows of `event` that are in it, `content` is the sum of their hashes, and `copies` of them
// were there already to their place.
constexpr std::string_view kHalf = R"(
  day Date, generation UInt64, app {text}, command {text}, execution_id UUID, arrival Int64,
  project UInt64, half UInt8, version {text}, version_order {text}, os {text}, arch {text},
  group_channel {text}, ci UInt8, ci_name {text}, option_names Array({text}), late UInt8,
  failed UInt8, bucket Int16, events UInt32, content UInt64, copies UInt32)";
constexpr std::string_view kFact = R"(
  day Date, generation UInt64, app {text}, command {text}, project UInt64, version {text},
  version_order {text}, os {text}, arch {text}, group_channel {text}, ci UInt8, ci_name {text},
  option_names Array({text}), runs UInt32, failed UInt32, late UInt32, doubled UInt32,
  events UInt32, content UInt64, copies UInt32, buckets Array(Int16))";
constexpr std::string_view kFactDay =
    "day Date, generation UInt64, events UInt64, content UInt64, by_content UInt8";

constexpr std::string_view kRefusal =
    "day Date, app {text}, reason {text}, version {text}, events Int64";
// What each collector says of what was lost; the newest row, which has the most, counts.
constexpr std::string_view kLost = "day Date, app {text}, collector {text}, events Int64";
// Up to where each collector has loaded its inbox.
constexpr std::string_view kLoaded = "collector {text}, position Int64";

struct Table {
  std::string_view name;
  std::string_view columns;
  std::string_view engine;  // of the MergeTree family, without that word
  std::string_view version;
  std::string_view partition;
  std::string_view order;
  std::string_view shard;  // which of a cluster's servers a row belongs to
};

// Both halves of a run are on one server.
constexpr std::string_view kByRun = "sipHash64(toString(execution_id))";

constexpr std::array kTables = {
    Table{.name = "event",
          .columns = kEvent,
          .engine = "Replacing",
          .partition = "day",
          .order = "(app, half, command, project, execution_id, event_type, collector, position)",
          .shard = kByRun},
    Table{.name = "half",
          .columns = kHalf,
          .partition = "(day, generation)",
          .order = "(app, command, execution_id)",
          .shard = kByRun},
    Table{.name = "fact",
          .columns = kFact,
          .partition = "(day, generation)",
          .order = "(app, command, project)",
          .shard = "project"},
    Table{.name = "fact_day",
          .columns = kFactDay,
          .partition = "(day, generation)",
          .order = "(day, generation)",
          .shard = "generation"},
    Table{.name = "refusal",
          .columns = kRefusal,
          .engine = "Summing",
          .partition = "day",
          .order = "(day, app, reason, version)",
          .shard = "sipHash64(reason)"},
    Table{.name = "lost",
          .columns = kLost,
          .engine = "Replacing",
          .version = "events",
          .partition = "day",
          .order = "(day, app, collector)",
          .shard = "sipHash64(collector)"},
    Table{.name = "loaded",
          .columns = kLoaded,
          .engine = "Replacing",
          .version = "position",
          .partition = "tuple()",
          .order = "collector",
          .shard = "sipHash64(collector)"},
};

constexpr std::array<std::string_view, 6> kTablesOfDays = {"event",    "half",    "fact",
                                                           "fact_day", "refusal", "lost"};

// What reports ask of every store. No day is closed for good here: usage.h. A view of a cluster is
// made where no database is chosen.
constexpr std::string_view kState =
    "SELECT toInt64({}) AS closed_day, toInt64(max(day)) AS newest_day FROM {}.event";

std::string columns_of(const Table& table, const ServerFeatures& features) {
  return fmt::format(
      fmt::runtime(table.columns),
      fmt::arg("text", features.low_cardinality ? "LowCardinality(String)" : "String"),
      fmt::arg("time", features.codecs ? " CODEC(Delta, LZ4)" : ""));
}

// The path in ZooKeeper is made of macros that each server's own settings explain.
std::string engine_of(const Address& address, const Table& table) {
  if (address.cluster.empty()) {
    return fmt::format("{}MergeTree({})", table.engine, table.version);
  }
  return fmt::format(
      "Replicated{}MergeTree('/clickhouse/tables/{}/{{shard}}/{}', '{{replica}}'{}{})",
      table.engine, address.database, table.name, table.version.empty() ? "" : ", ", table.version);
}

std::string table_statement(const Address& address, const ServerFeatures& features,
                            const Table& table) {
  return fmt::format(
      "CREATE TABLE IF NOT EXISTS {}.{}{} ({}) ENGINE = {} PARTITION BY {} ORDER BY {}",
      address.database, local_table(address, table.name), on_cluster(address),
      columns_of(table, features), engine_of(address, table), table.partition, table.order);
}

std::string distributed_statement(const Address& address, const Table& table) {
  return fmt::format(
      "CREATE TABLE IF NOT EXISTS {0}.{1}{2} AS {0}.{3} ENGINE = Distributed({4}, {0}, {3}, {5})",
      address.database, table.name, on_cluster(address), local_table(address, table.name),
      address.cluster, table.shard);
}

Result<std::int64_t> number(Server& server, std::string_view statement) {
  const auto answer = server.run(statement, {{"default_format", "TabSeparated"}});
  if (!answer) return answer.error();
  std::int64_t value = 0;
  std::from_chars(answer->data(), answer->data() + answer->size(), value);
  return value;
}

Status check_version(Server& server, const Address& address) {
  const auto version = number(server, "SELECT version FROM overt_schema");
  if (!version) return version.error();
  if (*version <= kSchemaVersion) return Ok{};
  return Error{fmt::format("the database {} was made by a newer version of overt; use that one",
                           address.database)};
}

}  // namespace

std::string local_table(const Address& address, std::string_view table) {
  return fmt::format("{}{}", table, address.cluster.empty() ? "" : "_local");
}

std::string on_cluster(const Address& address) {
  return address.cluster.empty() ? "" : " ON CLUSTER " + address.cluster;
}

std::span<const std::string_view> tables_of_days() { return kTablesOfDays; }

Result<ServerFeatures> features_of(Server& server) {
  // Where it is no experiment any more, the setting is gone, or on.
  const auto experimental = number(
      server,
      "SELECT count() FROM system.settings WHERE name = 'allow_experimental_low_cardinality_type'"
      " AND value = '0'");
  if (!experimental) return experimental.error();
  const auto codecs = number(server,
                             "SELECT count() FROM system.columns WHERE database = 'system' AND "
                             "table = 'columns' AND name = 'compression_codec'");
  if (!codecs) return codecs.error();
  return ServerFeatures{.low_cardinality = *experimental == 0, .codecs = *codecs != 0};
}

std::vector<std::string> schema_statements(const Address& address, const ServerFeatures& features) {
  std::vector<std::string> statements;
  for (const Table& table : kTables) {
    statements.push_back(table_statement(address, features, table));
    if (!address.cluster.empty()) statements.push_back(distributed_statement(address, table));
  }
  statements.push_back(fmt::format("CREATE VIEW IF NOT EXISTS {}.store_state{} AS {}",
                                   address.database, on_cluster(address),
                                   fmt::format(kState, kNoDay, address.database)));
  // Last, so that it stands for all of the above.
  statements.push_back(
      fmt::format("CREATE VIEW IF NOT EXISTS {}.overt_schema{} AS SELECT toInt32({}) AS version",
                  address.database, on_cluster(address), kSchemaVersion));
  return statements;
}

Status make_tables(Server& server, const Address& address) {
  // Statements for all of a cluster fail while one of its servers is away; where everything is
  // there already none is needed.
  const auto is_there = server.run_without_database(
      fmt::format("SELECT count() FROM system.tables WHERE database = '{}' AND "
                  "name = 'overt_schema'",
                  address.database));
  if (!is_there) return is_there.error();
  if (*is_there != "0\n") return check_version(server, address);
  const auto made = server.run_without_database(
      fmt::format("CREATE DATABASE IF NOT EXISTS {}{}", address.database, on_cluster(address)));
  if (!made) return made.error();
  const auto features = features_of(server);
  if (!features) return features.error();
  for (const std::string& statement : schema_statements(address, *features)) {
    if (const auto done = server.run(statement); !done) return done.error();
  }
  return Ok{};
}

}  // namespace overt::clickhouse
