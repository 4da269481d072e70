// What makes the tables, the macros and the view: parts, since those that change a file of an older
// form make some of them anew.
#pragma once

namespace overt::duckdb {

// No primary key and no index: they make loading four times slower, and reports scan. Days are of
// the collector's clock, in UTC. docs/decisions/0037 says how they hang together.
//
// Dictionaries: `key` is what a row was numbered by. A text may have more than one number
// (dictionaries.h), so what counts distinct texts joins first.
inline constexpr const char* kDictionaries = R"(
  CREATE TABLE command (id INTEGER NOT NULL, key VARCHAR NOT NULL, app VARCHAR NOT NULL,
    command VARCHAR NOT NULL);
  CREATE TABLE version (id INTEGER NOT NULL, key VARCHAR NOT NULL, app VARCHAR NOT NULL,
    version VARCHAR NOT NULL, version_order VARCHAR NOT NULL);
  CREATE TABLE environment (id INTEGER NOT NULL, key VARCHAR NOT NULL, app VARCHAR NOT NULL,
    version_id INTEGER NOT NULL, ci BOOLEAN NOT NULL, schema_version INTEGER NOT NULL,
    version VARCHAR NOT NULL, os VARCHAR NOT NULL, arch VARCHAR NOT NULL,
    group_channel VARCHAR NOT NULL, ci_name VARCHAR NOT NULL,
    flag_names VARCHAR[] NOT NULL, flags BOOLEAN[] NOT NULL,
    number_names VARCHAR[] NOT NULL, numbers BIGINT[] NOT NULL,
    text_names VARCHAR[] NOT NULL, texts VARCHAR[] NOT NULL);
  CREATE TABLE option_set (id INTEGER NOT NULL, key VARCHAR NOT NULL, names VARCHAR[] NOT NULL,
    as_cli BOOLEAN[] NOT NULL, as_env BOOLEAN[] NOT NULL, counts BIGINT[] NOT NULL);
  CREATE TABLE shape (id INTEGER NOT NULL, key VARCHAR NOT NULL, event_type VARCHAR NOT NULL,
    flag_names VARCHAR[] NOT NULL, number_names VARCHAR[] NOT NULL, text_names VARCHAR[] NOT NULL);
)";

// `settled` is the day on which a row was written. `half` has the same columns as `run`.
// `archive_half` is those halves that waited when the last day ended and are in no file yet.
inline constexpr const char* kRows = R"(
  CREATE TABLE run (settled DATE NOT NULL, day DATE NOT NULL, execution_id UUID NOT NULL,
    project UBIGINT NOT NULL, user_id UBIGINT NOT NULL, command INTEGER NOT NULL,
    environment INTEGER NOT NULL, ci BOOLEAN NOT NULL, options INTEGER NOT NULL,
    started_received_ms BIGINT, started_ms BIGINT, exited_received_ms BIGINT, exited_ms BIGINT,
    exit_code BIGINT, duration_ms BIGINT);
  CREATE TABLE half AS FROM run LIMIT 0;
  CREATE TABLE archive_half AS FROM run LIMIT 0;
  CREATE TABLE other_event (settled DATE NOT NULL, received_ms BIGINT NOT NULL,
    ts_ms BIGINT NOT NULL, execution_id UUID NOT NULL, project UBIGINT NOT NULL,
    user_id UBIGINT NOT NULL, command INTEGER NOT NULL, environment INTEGER NOT NULL,
    options INTEGER NOT NULL, shape INTEGER NOT NULL, exit_code BIGINT, duration_ms BIGINT,
    flags BOOLEAN[] NOT NULL, numbers BIGINT[] NOT NULL, texts VARCHAR[] NOT NULL);
)";

// Of days that are closed. Rows of one key add up.
inline constexpr const char* kFacts = R"(
  CREATE TABLE fact (day DATE NOT NULL, project UBIGINT NOT NULL, command INTEGER NOT NULL,
    environment INTEGER NOT NULL, ci BOOLEAN NOT NULL, options INTEGER NOT NULL, runs INTEGER NOT NULL,
    started INTEGER NOT NULL, ended INTEGER NOT NULL, whole INTEGER NOT NULL,
    failed INTEGER NOT NULL, late INTEGER NOT NULL);
)";
inline constexpr const char* kCounts = R"(
  CREATE TABLE duration (day DATE NOT NULL, command INTEGER NOT NULL, version INTEGER NOT NULL,
    ci BOOLEAN NOT NULL, bucket SMALLINT NOT NULL, runs INTEGER NOT NULL);
  CREATE TABLE refusal (day DATE NOT NULL, app VARCHAR NOT NULL, reason VARCHAR NOT NULL,
    version VARCHAR NOT NULL, events BIGINT NOT NULL, settled DATE NOT NULL);
)";

// What the facts of a closed day come to without commands and options; those of a week that is
// over, once without commands and once without environments, each without options: a quarter and a
// seventh of the rows, which is what most reports need (by environment none asks how many runs are
// whole). `week` is its Monday, `first_day` and `last_day` are those of its facts. Rows of one key
// add up. And how often each command was started with which options, and by which projects at least
// once; and what its durations come to.
inline constexpr const char* kSums = R"(
  CREATE TABLE environment_day (day DATE NOT NULL, project UBIGINT NOT NULL,
    environment INTEGER NOT NULL, ci BOOLEAN NOT NULL, runs INTEGER NOT NULL,
    started INTEGER NOT NULL, ended INTEGER NOT NULL, failed INTEGER NOT NULL,
    late INTEGER NOT NULL);
  CREATE TABLE environment_week (week DATE NOT NULL, project UBIGINT NOT NULL,
    environment INTEGER NOT NULL, ci BOOLEAN NOT NULL, first_day DATE NOT NULL,
    last_day DATE NOT NULL, runs INTEGER NOT NULL, started INTEGER NOT NULL,
    ended INTEGER NOT NULL, failed INTEGER NOT NULL, late INTEGER NOT NULL);
  CREATE TABLE command_week (week DATE NOT NULL, project UBIGINT NOT NULL,
    command INTEGER NOT NULL, ci BOOLEAN NOT NULL, first_day DATE NOT NULL,
    last_day DATE NOT NULL, runs INTEGER NOT NULL, started INTEGER NOT NULL,
    ended INTEGER NOT NULL, whole INTEGER NOT NULL, failed INTEGER NOT NULL,
    late INTEGER NOT NULL);
  CREATE TABLE option_set_week (week DATE NOT NULL, command INTEGER NOT NULL,
    version INTEGER NOT NULL, ci BOOLEAN NOT NULL, options INTEGER NOT NULL,
    last_day DATE NOT NULL, started INTEGER NOT NULL);
  CREATE TABLE option_week (week DATE NOT NULL, project UBIGINT NOT NULL,
    command INTEGER NOT NULL, ci BOOLEAN NOT NULL, options INTEGER NOT NULL);
  CREATE TABLE duration_week (week DATE NOT NULL, command INTEGER NOT NULL,
    version INTEGER NOT NULL, ci BOOLEAN NOT NULL, bucket SMALLINT NOT NULL, runs INTEGER NOT NULL);
)";

// Durations of runs that succeeded, by bucket: the duration itself below 64 ms, above that 32
// buckets to each doubling. The middle of a bucket is at most 1.6 % from any duration in it. A
// logarithm that is rounded up to the next whole number, as of 2^49 - 1, gives the same bucket.
// Both stand here, so that nobody can count in one way and read in another.
inline constexpr const char* kMacros = R"(
  CREATE OR REPLACE MACRO duration_bucket(ms) AS CAST(CASE
    WHEN ms < 64 THEN greatest(ms, 0)
    ELSE 32 * (CAST(floor(log2(ms)) AS BIGINT) - 5) + (ms >> (CAST(floor(log2(ms)) AS BIGINT) - 5))
    END AS SMALLINT);
  CREATE OR REPLACE MACRO bucket_middle(bucket) AS CASE
    WHEN bucket < 64 THEN CAST(bucket AS BIGINT)
    ELSE (CAST(32 + bucket % 32 AS BIGINT) << (bucket // 32 - 1))
       + ((CAST(1 AS BIGINT) << (bucket // 32 - 1)) // 2) END;
)";

// What reports read: the counts of closed days, and of the others what their rows come to. `closed`
// is any day up to which days are closed; a constant, so that of `run` only the end is read. A day
// that is closed while a report runs is there in one form, whichever it takes.
inline constexpr const char* kUsage = R"(
  CREATE MACRO open_usage(first_day, end_day, closed) AS TABLE
  SELECT day, project, command, environment, ci, options, 1 AS runs,
    CAST(started_received_ms IS NOT NULL AS INTEGER) AS started,
    CAST(exited_received_ms IS NOT NULL AS INTEGER) AS ended,
    CAST(started_received_ms IS NOT NULL AND exited_received_ms IS NOT NULL AS INTEGER) AS whole,
    CAST(coalesce(exit_code <> 0, false) AS INTEGER) AS failed,
    CAST(coalesce(started_received_ms - started_ms > 86400000, false) AS INTEGER)
      + CAST(coalesce(exited_received_ms - exited_ms > 86400000, false) AS INTEGER) AS late
  FROM (FROM run UNION ALL FROM half) WHERE day >= first_day AND day < end_day AND day > closed;
  CREATE MACRO usage(first_day, end_day, closed) AS TABLE
  SELECT day, project, command, environment, ci, options, runs, started, ended, whole, failed, late
  FROM fact WHERE day >= first_day AND day < end_day AND day <= closed
  UNION ALL
  FROM open_usage(first_day, end_day, closed);
  CREATE MACRO timing(first_day, end_day, closed) AS TABLE
  SELECT day, command, version, ci, bucket, runs
  FROM duration WHERE day >= first_day AND day < end_day AND day <= closed
  UNION ALL
  SELECT r.day, r.command, e.version_id, r.ci, duration_bucket(r.duration_ms), 1
  FROM (FROM run UNION ALL FROM half) AS r JOIN environment AS e ON e.id = r.environment
  WHERE r.day >= first_day AND r.day < end_day AND r.day > closed
    AND r.exit_code = 0 AND r.duration_ms IS NOT NULL;
)";

// The same by environment; and by environment, command, options or of durations in weeks: those
// from `from_week` to before `end_week`, Mondays of weeks that are closed and lie between the two
// days, and the days before and after them. Of a week `day` is the Monday.
inline constexpr const char* kUsageOfSums = R"(
  CREATE MACRO usage_of_environment_days(from_day, end_day, closed) AS TABLE
  SELECT day, day AS first_day, day AS last_day, project, environment, ci, runs, started, ended,
    failed, late
  FROM environment_day WHERE day >= from_day AND day < end_day AND day <= closed
  UNION ALL
  SELECT day, day, day, project, environment, ci, runs, started, ended, failed, late
  FROM open_usage(from_day, end_day, closed);
  CREATE MACRO usage_of_environments(from_day, end_day, from_week, end_week, closed) AS TABLE
  SELECT week AS day, first_day, last_day, project, environment, ci, runs, started, ended,
    failed, late
  FROM environment_week WHERE week >= from_week AND week < end_week
  UNION ALL
  FROM usage_of_environment_days(from_day, from_week, closed)
  UNION ALL
  FROM usage_of_environment_days(end_week, end_day, closed);
  CREATE MACRO usage_of_commands(from_day, end_day, from_week, end_week, closed) AS TABLE
  SELECT week AS day, first_day, last_day, project, command, ci, runs, started, ended, whole,
    failed, late
  FROM command_week WHERE week >= from_week AND week < end_week
  UNION ALL
  SELECT day, day, day, project, command, ci, runs, started, ended, whole, failed, late
  FROM usage(from_day, from_week, closed)
  UNION ALL
  SELECT day, day, day, project, command, ci, runs, started, ended, whole, failed, late
  FROM usage(end_week, end_day, closed);
  CREATE MACRO started_with_options(from_day, end_day, closed) AS TABLE
  SELECT u.day AS last_day, u.command, e.version_id AS version, u.ci, u.options, u.started
  FROM usage(from_day, end_day, closed) AS u JOIN environment AS e ON e.id = u.environment
  WHERE u.started > 0 AND u.options <> 0;
  CREATE MACRO usage_of_option_sets(from_day, end_day, from_week, end_week, closed) AS TABLE
  SELECT last_day, command, version, ci, options, started
  FROM option_set_week WHERE week >= from_week AND week < end_week
  UNION ALL
  FROM started_with_options(from_day, from_week, closed)
  UNION ALL
  FROM started_with_options(end_week, end_day, closed);
  CREATE MACRO usage_of_options(from_day, end_day, from_week, end_week, closed) AS TABLE
  SELECT project, command, ci, options
  FROM option_week WHERE week >= from_week AND week < end_week
  UNION ALL
  SELECT project, command, ci, options
  FROM usage(from_day, from_week, closed)
  WHERE started > 0 AND options <> 0 AND project <> 0
  UNION ALL
  SELECT project, command, ci, options
  FROM usage(end_week, end_day, closed)
  WHERE started > 0 AND options <> 0 AND project <> 0;
  CREATE MACRO timing_of_weeks(from_day, end_day, from_week, end_week, closed) AS TABLE
  SELECT week AS day, command, version, ci, bucket, runs
  FROM duration_week WHERE week >= from_week AND week < end_week
  UNION ALL
  FROM timing(from_day, from_week, closed)
  UNION ALL
  FROM timing(end_week, end_day, closed);
)";

// One row an event: for who looks for one, not for reports.
inline constexpr const char* kView = R"(
  CREATE VIEW event AS
  SELECT e.app, part.received_ms, part.ts_ms,
    DATE '1970-01-01' + CAST(floor(part.received_ms / 86400000) AS INTEGER) AS day,
    part.execution_id, part.project, part.user_id, c.command, part.event_type, e.schema_version,
    e.os, e.arch, e.version, e.group_channel, e.ci, e.ci_name, part.exit_code, part.duration_ms,
    coalesce(o.names, []) AS option_names, coalesce(o.as_cli, []) AS option_as_cli,
    coalesce(o.as_env, []) AS option_as_env, coalesce(o.counts, []) AS option_counts
  FROM (
    SELECT started_received_ms AS received_ms, started_ms AS ts_ms, execution_id, project, user_id,
      command, environment, options, 'CommandStarted' AS event_type,
      CAST(NULL AS BIGINT) AS exit_code, CAST(NULL AS BIGINT) AS duration_ms
    FROM (FROM run UNION ALL FROM half) WHERE started_received_ms IS NOT NULL
    UNION ALL
    SELECT exited_received_ms, exited_ms, execution_id, project, user_id, command, environment, 0,
      'CommandExited', exit_code, duration_ms
    FROM (FROM run UNION ALL FROM half) WHERE exited_received_ms IS NOT NULL
    UNION ALL
    SELECT received_ms, ts_ms, execution_id, project, user_id, command, environment, options,
      s.event_type, exit_code, duration_ms
    FROM other_event JOIN shape AS s ON s.id = shape
    WHERE s.event_type NOT IN ('CommandStarted', 'CommandExited')
  ) AS part
  JOIN command AS c ON c.id = part.command
  JOIN environment AS e ON e.id = part.environment
  LEFT JOIN option_set AS o ON o.id = part.options;
)";

}  // namespace overt::duckdb
