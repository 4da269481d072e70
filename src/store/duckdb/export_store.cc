// Files of events and runs, written by DuckDB itself in an instance that may write files.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <condition_variable>
#include <cstdio>
#include <cstring>
#include <mutex>
#include <thread>

#include "base/file.h"
#include "base/move_aside.h"
#include "store/duckdb/ask_views.h"
#include "store/duckdb/database.h"
#include "store/duckdb/exchange_database.h"
#include "store/exchange.h"

namespace overt::duckdb {
namespace {

// How often it tells how far it is.
constexpr std::chrono::milliseconds kTellInterval{200};

// What a half tells that no column of `run` is for stands in `other_event` (table_loader.cc). Of a
// field that a row has twice, which no contract has, the first goes along.
constexpr const char* kEvents = R"(
  WITH more AS (
    SELECT o.*, s.event_type, s.flag_names, s.number_names, s.text_names
    FROM other_event AS o JOIN shape AS s ON s.id = o.shape),
  part AS (
    SELECT r.execution_id, r.project, r.user_id, r.command, r.environment,
      'CommandStarted' AS event_type, r.started_received_ms AS received_ms, r.started_ms AS ts_ms,
      m.exit_code, m.duration_ms, r.options, m.flag_names, m.flags, m.number_names, m.numbers,
      m.text_names, m.texts
    FROM (FROM run UNION ALL FROM half) AS r
    LEFT JOIN more AS m ON m.event_type = 'CommandStarted' AND m.execution_id = r.execution_id
      AND m.command = r.command AND m.received_ms = r.started_received_ms
    WHERE r.started_received_ms IS NOT NULL
    UNION ALL
    SELECT r.execution_id, r.project, r.user_id, r.command, r.environment, 'CommandExited',
      r.exited_received_ms, r.exited_ms, r.exit_code, r.duration_ms, coalesce(m.options, 0),
      m.flag_names, m.flags, m.number_names, m.numbers, m.text_names, m.texts
    FROM (FROM run UNION ALL FROM half) AS r
    LEFT JOIN more AS m ON m.event_type = 'CommandExited' AND m.execution_id = r.execution_id
      AND m.command = r.command AND m.received_ms = r.exited_received_ms
    WHERE r.exited_received_ms IS NOT NULL
    UNION ALL
    SELECT execution_id, project, user_id, command, environment, event_type, received_ms, ts_ms,
      exit_code, duration_ms, options, flag_names, flags, number_names, numbers, text_names, texts
    FROM more WHERE event_type NOT IN ('CommandStarted', 'CommandExited')),
  fields AS MATERIALIZED (
    SELECT id, {members_of_environment} AS attributes FROM environment)
  SELECT c.app, p.received_ms, p.ts_ms, CAST(p.execution_id AS VARCHAR) AS execution_id,
    CASE p.project WHEN 0 THEN '' ELSE lpad(lower(hex(p.project)), 12, '0') END AS project,
    CASE p.user_id WHEN 0 THEN '' ELSE lpad(lower(hex(p.user_id)), 12, '0') END AS user_id,
    c.command, p.event_type, e.schema_version, e.version, e.os, e.arch, e.group_channel, e.ci,
    e.ci_name, p.exit_code, p.duration_ms,
    to_json(list_transform(list_zip(coalesce(o.names, []), o.as_cli, o.as_env, o.counts),
      lambda z: {{'name': z[1], 'asCli': z[2], 'asEnv': z[3], 'count': z[4]}})) AS options,
    f.attributes, {members_of_part} AS data
  FROM part AS p
  JOIN command AS c ON c.id = p.command
  JOIN environment AS e ON e.id = p.environment
  JOIN fields AS f ON f.id = p.environment
  LEFT JOIN option_set AS o ON o.id = p.options
  WHERE {app} AND p.received_ms >= {first_ms} AND p.received_ms < {end_ms}
  ORDER BY p.received_ms, p.ts_ms, p.event_type DESC, p.execution_id)";

// One object of the names and values in three pairs of lists.
constexpr const char* kMembers = R"(json_merge_patch(
      to_json(map(coalesce({0}flag_names, []), coalesce({0}flags, []))),
      to_json(map(coalesce({0}number_names, []), coalesce({0}numbers, []))),
      to_json(map_from_entries(list_filter(
        list_zip(coalesce({0}text_names, []), coalesce({0}texts, [])),
        lambda z, i: list_position({0}text_names, z[1]) = i))))
    )";

constexpr const char* kRuns = R"(
  SELECT * FROM run AS c WHERE {app} AND day >= DATE '1970-01-01' + ({first_day})
    AND day < DATE '1970-01-01' + ({end_day}) ORDER BY received, execution_id)";

std::string select_of(const ExportRequest& request) {
  constexpr std::int64_t kDayMs = 86'400'000;
  return fmt::format(
      fmt::runtime(request.runs ? kRuns : kEvents),
      fmt::arg("members_of_environment", fmt::format(fmt::runtime(kMembers), "")),
      fmt::arg("members_of_part", fmt::format(fmt::runtime(kMembers), "p.")),
      fmt::arg("app", request.app.empty() ? "true" : "c.app = " + sql_literal(request.app)),
      fmt::arg("first_day", request.first_day), fmt::arg("end_day", request.end_day),
      fmt::arg("first_ms", request.first_day * kDayMs),
      fmt::arg("end_ms", request.end_day * kDayMs));
}

const char* words_of(FileFormat format) {
  switch (format) {
    case FileFormat::kParquet:
      return "FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false";
    case FileFormat::kCsv:
      return "FORMAT csv, HEADER, USE_TMP_FILE false";
    default:
      return "FORMAT json, USE_TMP_FILE false";
  }
}

// How far a statement is is known only where something asked for a bar, which is ours to draw.
constexpr const char* kCountProgress =
    "SET enable_progress_bar_print = false; SET enable_progress_bar = true";

// Tells how far the statement on `connection` is, and interrupts it when it is to end.
class Teller {
 public:
  Teller(const Connection& connection, const TellShare& tell)
      : connection_(connection), tell_(tell), thread_([this](const std::stop_token& ended) {
          std::unique_lock lock(mutex_);
          while (!changed_.wait_for(lock, ended, kTellInterval,
                                    [&ended] { return ended.stop_requested(); })) {
            const double percent = duckdb_query_progress(connection_.get()).percentage;
            if (!tell_(percent < 0 ? -1 : percent / 100)) duckdb_interrupt(connection_.get());
          }
        }) {}

 private:
  const Connection& connection_;
  const TellShare& tell_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::jthread thread_;  // last: it uses all of the above
};

Status copy(const std::string& path, const ExportRequest& request, const std::string& output,
            const TellShare& tell) {
  const auto database = open_exchange_database(path);
  if (!database) return database.error();
  const auto connection = connect(*database);
  if (!connection) return connection.error();
  if (request.runs) {
    if (Status made = make_ask_views(*connection); !made) return made;
  }
  if (Status set = execute(*connection, kCountProgress); !set) return set;
  const std::string sql = fmt::format("COPY ({}) TO {} ({})", select_of(request),
                                      sql_literal(output), words_of(request.format));
  const Teller teller(*connection, tell);
  return execute(*connection, sql.c_str());
}

Status put_in_place(const std::string& from, const std::string& to) {
  const UniqueFd file(::open(from.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file || ::fsync(file.get()) != 0) return errno_error("write", from);
  if (std::rename(from.c_str(), to.c_str()) != 0) return errno_error("write", to);
  return sync_directory_of(to);
}

}  // namespace
}  // namespace overt::duckdb

namespace overt {

Status export_duckdb_store(const std::string& path, const ExportRequest& request,
                           const TellShare& tell) {
  const std::string beside = request.output + ".part";
  // Made here, so that its mode is ours; DuckDB writes into it.
  std::remove(beside.c_str());
  {
    const UniqueFd made(::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!made) return errno_error("write", beside);
  }
  Status copied = duckdb::copy(path, request, beside, tell);
  if (copied) copied = duckdb::put_in_place(beside, request.output);
  if (!copied) std::remove(beside.c_str());
  return copied;
}

}  // namespace overt
