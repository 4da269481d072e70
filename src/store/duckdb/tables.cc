#include "store/duckdb/tables.h"

#include <fmt/format.h>

#include "store/duckdb/chunk_writer.h"
#include "store/duckdb/database.h"
#include "store/duckdb/read_result.h"
#include "store/duckdb/sums.h"

namespace overt::duckdb {
namespace {

// The connection's own, so that what has been read of them is in no file.
constexpr const char* kTemporaryTables = R"(
  CREATE TEMP TABLE gone (execution_id UUID, command INTEGER);
  CREATE TEMP TABLE late_fact AS FROM fact LIMIT 0;
  CREATE TEMP TABLE late_duration (day DATE, command INTEGER, environment INTEGER, ms BIGINT);
  CREATE TEMP TABLE late_bucket AS FROM duration LIMIT 0;
)";

constexpr const char* kRemoveHalves = R"(
  DELETE FROM half USING temp.gone AS g
  WHERE half.execution_id = g.execution_id AND half.command = g.command;
  DELETE FROM temp.gone;
)";

constexpr const char* kCountLateDurations = R"(
  INSERT INTO temp.late_bucket
  SELECT late.day, late.command, e.version_id, e.ci, duration_bucket(late.ms), count(*)
  FROM temp.late_duration AS late JOIN environment AS e ON e.id = late.environment
  GROUP BY ALL;
  DELETE FROM temp.late_duration;
  INSERT INTO duration FROM temp.late_bucket;
)";

// {0} and {1} are days. In an order in which neighbours are alike, which is half of the disk.
constexpr const char* kCloseDays = R"(
  INSERT INTO fact
  SELECT day, project, command, environment, ci, options,
    count(*), count(started_received_ms), count(exited_received_ms),
    count(*) FILTER (WHERE started_received_ms IS NOT NULL AND exited_received_ms IS NOT NULL),
    count(*) FILTER (WHERE exit_code <> 0),
    count(*) FILTER (WHERE started_received_ms - started_ms > 86400000)
      + count(*) FILTER (WHERE exited_received_ms - exited_ms > 86400000)
  FROM (FROM run UNION ALL FROM half)
  WHERE day > DATE '1970-01-01' + ({0}) AND day <= DATE '1970-01-01' + ({1})
  GROUP BY ALL
  ORDER BY day, environment, project, command, options;
  INSERT INTO duration
  SELECT r.day, r.command, e.version_id, r.ci, duration_bucket(r.duration_ms) AS bucket, count(*)
  FROM (FROM run UNION ALL FROM half) AS r JOIN environment AS e ON e.id = r.environment
  WHERE r.day > DATE '1970-01-01' + ({0}) AND r.day <= DATE '1970-01-01' + ({1})
    AND r.exit_code = 0 AND r.duration_ms IS NOT NULL
  GROUP BY ALL
  ORDER BY r.day, r.command, e.version_id, r.ci, bucket;
)";

constexpr const char* kReadHalves = R"(
  SELECT day - DATE '1970-01-01', execution_id::VARCHAR, project::VARCHAR, user_id::VARCHAR,
    command, environment, ci, options, started_received_ms, started_ms, exited_received_ms,
    exited_ms, exit_code, duration_ms
  FROM half ORDER BY rowid)";

constexpr const char* kReadRecentRuns = R"(
  SELECT execution_id::VARCHAR, command
  FROM run
  WHERE rowid >= (SELECT max(rowid) + 1 FROM run) - {}
    AND started_received_ms IS NOT NULL AND exited_received_ms IS NOT NULL
  ORDER BY rowid)";

void fill_run(ChunkWriter<RunRow>& writer) {
  writer.numbers<std::int32_t>([](const RunRow& run) { return run.settled; });
  writer.numbers<std::int32_t>([](const RunRow& run) { return run.day; });
  writer.uuids(&RunRow::execution_id);
  writer.numbers<std::uint64_t>([](const RunRow& run) { return run.project; });
  writer.numbers<std::uint64_t>([](const RunRow& run) { return run.user; });
  writer.numbers<std::int32_t>([](const RunRow& run) { return run.command; });
  writer.numbers<std::int32_t>([](const RunRow& run) { return run.environment; });
  writer.numbers<bool>([](const RunRow& run) { return run.ci; });
  writer.numbers<std::int32_t>([](const RunRow& run) { return run.options; });
  writer.optional_numbers(&RunRow::started_received_ms);
  writer.optional_numbers(&RunRow::started_ms);
  writer.optional_numbers(&RunRow::exited_received_ms);
  writer.optional_numbers(&RunRow::exited_ms);
  writer.optional_numbers(&RunRow::exit_code);
  writer.optional_numbers(&RunRow::duration_ms);
}

void fill_other_event(ChunkWriter<OtherEventRow>& writer) {
  using Event = OtherEventRow;
  writer.numbers<std::int32_t>([](const Event& event) { return event.settled; });
  writer.numbers<std::int64_t>([](const Event& event) { return event.received_ms; });
  writer.numbers<std::int64_t>([](const Event& event) { return event.ts_ms; });
  writer.uuids(&Event::execution_id);
  writer.numbers<std::uint64_t>([](const Event& event) { return event.project; });
  writer.numbers<std::uint64_t>([](const Event& event) { return event.user; });
  writer.numbers<std::int32_t>([](const Event& event) { return event.command; });
  writer.numbers<std::int32_t>([](const Event& event) { return event.environment; });
  writer.numbers<std::int32_t>([](const Event& event) { return event.options; });
  writer.numbers<std::int32_t>([](const Event& event) { return event.shape; });
  writer.optional_numbers(&Event::exit_code);
  writer.optional_numbers(&Event::duration_ms);
  writer.number_lists<bool>(&Event::flags);
  writer.number_lists<std::int64_t>(&Event::numbers);
  writer.text_lists(&Event::texts);
}

void fill_fact(ChunkWriter<FactRow>& writer) {
  writer.numbers<std::int32_t>([](const FactRow& fact) { return fact.day; });
  writer.numbers<std::uint64_t>([](const FactRow& fact) { return fact.project; });
  writer.numbers<std::int32_t>([](const FactRow& fact) { return fact.command; });
  writer.numbers<std::int32_t>([](const FactRow& fact) { return fact.environment; });
  writer.numbers<bool>([](const FactRow& fact) { return fact.ci; });
  writer.numbers<std::int32_t>([](const FactRow& fact) { return fact.options; });
  writer.numbers<std::int32_t>([](const FactRow& fact) { return fact.runs; });
  writer.numbers<std::int32_t>([](const FactRow& fact) { return fact.started; });
  writer.numbers<std::int32_t>([](const FactRow& fact) { return fact.ended; });
  writer.numbers<std::int32_t>([](const FactRow& fact) { return fact.whole; });
  writer.numbers<std::int32_t>([](const FactRow& fact) { return fact.failed; });
  writer.numbers<std::int32_t>([](const FactRow& fact) { return fact.late; });
}

RunRow half_in(const std::vector<Cell>& cells) {
  const auto number = [&](std::size_t i) {
    return static_cast<std::int32_t>(std::get<std::int64_t>(cells[i]));
  };
  return {.day = number(0),
          .execution_id = parse_uuid(std::get<std::string>(cells[1])).value_or(Uuid()),
          .project = number_in<std::uint64_t>(std::get<std::string>(cells[2])),
          .user = number_in<std::uint64_t>(std::get<std::string>(cells[3])),
          .command = number(4),
          .environment = number(5),
          .ci = std::get<bool>(cells[6]),
          .options = number(7),
          .started_received_ms = optional_in(cells[8]),
          .started_ms = optional_in(cells[9]),
          .exited_received_ms = optional_in(cells[10]),
          .exited_ms = optional_in(cells[11]),
          .exit_code = optional_in(cells[12]),
          .duration_ms = optional_in(cells[13])};
}

Status append_late_durations(const Connection& connection, std::span<const FactRow> facts,
                             std::int32_t closed_day) {
  std::vector<FactRow> durations;
  for (const FactRow& fact : facts) {
    if (fact.succeeded_ms) durations.push_back(fact);
  }
  if (durations.empty()) return Ok{};
  const auto fill = [](ChunkWriter<FactRow>& writer) {
    writer.numbers<std::int32_t>([](const FactRow& fact) { return fact.day; });
    writer.numbers<std::int32_t>([](const FactRow& fact) { return fact.command; });
    writer.numbers<std::int32_t>([](const FactRow& fact) { return fact.environment; });
    writer.optional_numbers(&FactRow::succeeded_ms);
  };
  Status appended = append_all<FactRow>(connection, "late_duration", durations, fill, "temp");
  if (appended) appended = execute(connection, kCountLateDurations);
  if (appended) {
    appended = add_durations_to_sums(connection, "temp.late_bucket", closed_day);
  }
  return appended ? execute(connection, "DELETE FROM temp.late_bucket") : appended;
}

}  // namespace

Status append_runs(const Connection& connection, const char* table, std::span<const RunRow> runs) {
  return append_all(connection, table, runs, fill_run);
}

Status append_other_events(const Connection& connection, std::span<const OtherEventRow> events) {
  return append_all(connection, "other_event", events, fill_other_event);
}

Status append_refused(const Connection& connection, std::span<const RefusedEvents> refused,
                      std::int32_t settled) {
  return append_all(connection, "refusal", refused, [settled](ChunkWriter<RefusedEvents>& writer) {
    writer.numbers<std::int32_t>([](const RefusedEvents& events) { return events.day; });
    writer.texts(&RefusedEvents::app);
    writer.texts(&RefusedEvents::reason);
    writer.texts(&RefusedEvents::version);
    writer.numbers<std::int64_t>([](const RefusedEvents& events) { return events.events; });
    writer.numbers<std::int32_t>([settled](const RefusedEvents& events) {
      return settled == kNoDay ? events.day : settled;
    });
  });
}

Result<LostSums> read_lost(const Connection& connection) {
  const auto answer = query(
      connection, fmt::format("SELECT day - DATE '1970-01-01', app, CAST(sum(events) AS BIGINT) "
                              "FROM refusal WHERE reason = '{}' GROUP BY day, app",
                              kLost)
                      .c_str());
  if (!answer) return answer.error();
  LostSums lost;
  for (const auto& cells : answer->rows) {
    const auto day = static_cast<std::int32_t>(std::get<std::int64_t>(cells[0]));
    lost[{day, std::get<std::string>(cells[1])}] = std::get<std::int64_t>(cells[2]);
  }
  return lost;
}

Status append_facts(const Connection& connection, std::span<const FactRow> facts,
                    std::int32_t closed_day) {
  if (facts.empty()) return Ok{};
  Status appended = append_all(connection, "late_fact", facts, fill_fact, "temp");
  if (appended) appended = execute(connection, "INSERT INTO fact FROM temp.late_fact");
  if (appended) appended = add_to_sums(connection, "temp.late_fact", closed_day);
  if (appended) appended = execute(connection, "DELETE FROM temp.late_fact");
  return appended ? append_late_durations(connection, facts, closed_day) : appended;
}

Status remove_halves(const Connection& connection, std::span<const RunRow> halves) {
  if (halves.empty()) return Ok{};
  const auto fill = [](ChunkWriter<RunRow>& writer) {
    writer.uuids(&RunRow::execution_id);
    writer.numbers<std::int32_t>([](const RunRow& run) { return run.command; });
  };
  Status appended = append_all(connection, "gone", halves, fill, "temp");
  return appended ? execute(connection, kRemoveHalves) : appended;
}

Status make_temporary_tables(const Connection& connection) {
  return execute(connection, kTemporaryTables);
}

Status close_days(const Connection& connection, std::int32_t closed_day, std::int32_t last_day) {
  Status closed = execute(connection, fmt::format(kCloseDays, closed_day, last_day).c_str());
  return closed ? add_up_closed_days(connection, closed_day, last_day) : closed;
}

// A day at a time, so that memory is needed for one day.
Status count_closed_days(const Connection& connection, std::int32_t last_day) {
  const auto days = query(
      connection,
      fmt::format("SELECT DISTINCT day - DATE '1970-01-01' FROM (SELECT day FROM run UNION ALL "
                  "SELECT day FROM half) WHERE day <= DATE '1970-01-01' + ({}) ORDER BY 1",
                  last_day)
          .c_str());
  if (!days) return days.error();
  std::int32_t closed_day = kNoDay;
  for (const auto& cells : days->rows) {
    const auto day = static_cast<std::int32_t>(std::get<std::int64_t>(cells[0]));
    if (Status closed = close_days(connection, closed_day, day); !closed) return closed;
    closed_day = day;
  }
  return add_up_closed_days(connection, closed_day, last_day);
}

Result<std::vector<RunRow>> read_halves(const Connection& connection) {
  const auto answer = query(connection, kReadHalves);
  if (!answer) return answer.error();
  std::vector<RunRow> halves;
  halves.reserve(answer->rows.size());
  for (const auto& cells : answer->rows) halves.push_back(half_in(cells));
  return halves;
}

Result<std::vector<RunRow>> read_recent_runs(const Connection& connection, std::size_t runs_max) {
  const auto answer = query(connection, fmt::format(kReadRecentRuns, runs_max).c_str());
  if (!answer) return answer.error();
  std::vector<RunRow> runs;
  runs.reserve(answer->rows.size());
  for (const auto& cells : answer->rows) {
    runs.push_back({.execution_id = parse_uuid(std::get<std::string>(cells[0])).value_or(Uuid()),
                    .command = static_cast<std::int32_t>(std::get<std::int64_t>(cells[1]))});
  }
  return runs;
}

}  // namespace overt::duckdb
