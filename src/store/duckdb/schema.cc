#include "store/duckdb/schema.h"

#include <fmt/format.h>

#include <array>

#include "store/duckdb/database.h"
#include "store/duckdb/schema_sql.h"
#include "store/duckdb/sums.h"
#include "store/row.h"
#include "store/run_row.h"

namespace overt::duckdb {
namespace {

constexpr auto kTables = std::to_array({
    "run", "half", "archive_half", "other_event",               // as they came
    "fact", "duration", "refusal",                              // counts
    "environment_day", "environment_week", "command_week",      // sums of them
    "option_set_week", "option_week", "duration_week",          // and of options and durations
    "command", "version", "environment", "option_set", "shape"  // dictionaries
});

Status make_tables(const Connection& connection) {
  const std::string state = fmt::format(
      "CREATE TABLE store_state (schema_version INTEGER NOT NULL, position BIGINT NOT NULL,"
      " closed_day INTEGER NOT NULL, newest_day INTEGER NOT NULL, ended_day INTEGER NOT NULL,"
      " ended_position BIGINT NOT NULL, archived_day INTEGER NOT NULL,"
      " archived_position BIGINT NOT NULL);"
      "INSERT INTO store_state VALUES ({}, 0, {}, {}, {}, 0, {}, 0);",
      kSchemaVersion, kNoDay, kNoDay, kNoDay, kNoDay);
  return execute(connection,
                 fmt::format("BEGIN;{}{}{}{}{}{}{}{}{}{}COMMIT", kDictionaries, kRows, kFacts,
                             kCounts, kSums, kMacros, kUsage, kUsageOfSums, kView, state)
                     .c_str());
}

// What form 2 lacks: all that an archive needs. Its halves did not know when they were written.
Status add_what_archives_need(const Connection& connection) {
  const std::string changes = fmt::format(
      "BEGIN;"
      "CREATE TABLE archive_half AS FROM run LIMIT 0;"
      "UPDATE half SET settled = day;"
      "ALTER TABLE refusal ADD COLUMN settled DATE;"
      "UPDATE refusal SET settled = day;"
      "ALTER TABLE store_state ADD COLUMN ended_day INTEGER DEFAULT {0};"
      "ALTER TABLE store_state ADD COLUMN ended_position BIGINT DEFAULT 0;"
      "ALTER TABLE store_state ADD COLUMN archived_day INTEGER DEFAULT {0};"
      "ALTER TABLE store_state ADD COLUMN archived_position BIGINT DEFAULT 0;"
      "UPDATE store_state SET schema_version = {1};"
      "COMMIT",
      kNoDay, kSchemaWithoutSums);
  Status changed = execute(connection, changes.c_str());
  if (!changed) (void)execute(connection, "ROLLBACK");
  return changed;
}

// {0} is what is kept of an id. A table is made anew, since to change all of its rows where they
// stand takes memory for each.
constexpr const char* kShortenIds = R"(
  INSERT INTO run SELECT * REPLACE (project & {0} AS project, user_id & {0} AS user_id) FROM old_run;
  INSERT INTO half SELECT * REPLACE (project & {0} AS project, user_id & {0} AS user_id) FROM old_half;
  INSERT INTO archive_half
  SELECT * REPLACE (project & {0} AS project, user_id & {0} AS user_id) FROM old_archive_half;
  INSERT INTO other_event
  SELECT * REPLACE (project & {0} AS project, user_id & {0} AS user_id) FROM old_other_event;
  INSERT INTO fact SELECT * REPLACE (project & {0} AS project) FROM old_fact;
)";

// What makes shorter ids of those of forms up to 4.
std::string shorten_ids() {
  constexpr std::array kTablesWithIds = {"run", "half", "archive_half", "other_event", "fact"};
  std::string sql;
  for (const char* table : kTablesWithIds) {
    sql += fmt::format("ALTER TABLE {0} RENAME TO old_{0};", table);
  }
  sql += fmt::format("{}{}{}", kRows, kFacts, fmt::format(kShortenIds, kIdMask));
  for (const char* table : kTablesWithIds) sql += fmt::format("DROP TABLE old_{};", table);
  return sql;
}

// The sums of forms up to 6, as far as one has them, and what reads them.
constexpr const char* kDropSums = R"(
  DROP TABLE IF EXISTS environment_day; DROP TABLE IF EXISTS environment_week;
  DROP TABLE IF EXISTS command_week; DROP TABLE IF EXISTS option_week;
  DROP TABLE IF EXISTS duration_week;
  DROP MACRO TABLE IF EXISTS usage_of_environment_days;
  DROP MACRO TABLE IF EXISTS usage_of_environments; DROP MACRO TABLE IF EXISTS usage_of_commands;
  DROP MACRO TABLE IF EXISTS usage_of_options; DROP MACRO TABLE IF EXISTS timing_of_weeks;
  DROP MACRO TABLE usage; DROP MACRO TABLE timing; DROP MACRO TABLE IF EXISTS open_usage;
)";

// All of it comes of the facts and durations that there are.
Status add_up_anew(const Connection& connection, bool has_long_ids) {
  const auto closed_day = integer(connection, "SELECT closed_day::BIGINT FROM store_state");
  if (!closed_day) return closed_day.error();
  const std::string changes = fmt::format("BEGIN;{}{}{}{}{}{}", has_long_ids ? shorten_ids() : "",
                                          kDropSums, kSums, kMacros, kUsage, kUsageOfSums);
  Status changed = execute(connection, changes.c_str());
  if (changed) {
    changed = add_up_closed_days(connection, kNoDay, static_cast<std::int32_t>(*closed_day));
  }
  if (changed) {
    const std::string version =
        fmt::format("UPDATE store_state SET schema_version = {};COMMIT", kSchemaVersion);
    changed = execute(connection, version.c_str());
  }
  if (!changed) (void)execute(connection, "ROLLBACK");
  return changed;
}

}  // namespace

std::span<const char* const> tables() { return kTables; }

Result<int> check_or_make_tables(const Connection& connection) {
  const auto tables = integer(connection, "SELECT count(*) FROM duckdb_tables()");
  if (!tables) return tables.error();
  if (*tables == 0) {
    const Status made = make_tables(connection);
    return made ? Result<int>(kSchemaVersion) : Result<int>(made.error());
  }
  const auto ours =
      integer(connection,
              "SELECT count(*) FROM (SELECT table_name FROM duckdb_tables() UNION ALL SELECT "
              "view_name FROM duckdb_views()) WHERE table_name IN ('event', 'store_state')");
  if (!ours) return ours.error();
  if (*ours != 2) return Error{"it is another program's database"};
  const auto version = integer(connection, "SELECT schema_version::BIGINT FROM store_state");
  if (!version) return version.error();
  if (*version > kSchemaVersion) {
    return Error{"it was made by a newer version of overt; use that version"};
  }
  if (*version == kSchemaOfEvents) return kSchemaOfEvents;
  if (*version == kSchemaWithoutArchive) {
    if (const Status added = add_what_archives_need(connection); !added) return added.error();
  }
  if (*version <= kSchemaOfFewerSums) {
    const Status changed = add_up_anew(connection, *version <= kSchemaOfLongIds);
    if (!changed) return changed.error();
  }
  return kSchemaVersion;
}

}  // namespace overt::duckdb
