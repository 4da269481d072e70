#include "store/duckdb/apply_day.h"

#include <fmt/format.h>

#include <array>
#include <initializer_list>
#include <string>

#include "store/duckdb/database.h"
#include "store/row.h"

namespace overt::duckdb {
namespace {

// {0} is a dictionary, {1} the file. What is new of it gets numbers after those that are there;
// `KIND_number` says what the file's numbers have become.
constexpr const char* kReadDictionary = R"(
  CREATE OR REPLACE TEMP TABLE {0}_of_day AS
  SELECT unnest({0}) FROM read_parquet({1}) WHERE {0} IS NOT NULL;
)";
constexpr const char* kNumberDictionary = R"(
  INSERT INTO {0} BY NAME
  SELECT * REPLACE (
    CAST((SELECT coalesce(max(id), 0) FROM {0}) + row_number() OVER (ORDER BY id) AS INTEGER) AS id)
  FROM temp.{0}_of_day WHERE key NOT IN (SELECT key FROM {0})
  QUALIFY row_number() OVER (PARTITION BY key ORDER BY id) = 1;
  CREATE OR REPLACE TEMP TABLE {0}_number AS
  SELECT d.id AS of_day, any_value(t.id) AS id
  FROM temp.{0}_of_day AS d JOIN {0} AS t ON t.key = d.key GROUP BY d.id;
)";
constexpr const char* kNumberVersions = R"(
  UPDATE temp.environment_of_day AS e SET version_id = n.id
  FROM temp.version_number AS n WHERE n.of_day = e.version_id;
)";

// {0} is the table, {1} the file, {2} its column, {3} what of an id is kept; earlier files have
// more of it. A number that the file does not explain becomes NULL, which no table takes.
constexpr const char* kAddRuns = R"(
  INSERT INTO {0} BY NAME
  SELECT r.* REPLACE (c.id AS command, e.id AS environment,
    CASE WHEN r.options = 0 THEN 0 ELSE o.id END AS options,
    project & {3} AS project, user_id & {3} AS user_id)
  FROM (SELECT unnest({2}) FROM read_parquet({1}) WHERE {2} IS NOT NULL) AS r
  LEFT JOIN temp.command_number AS c ON c.of_day = r.command
  LEFT JOIN temp.environment_number AS e ON e.of_day = r.environment
  LEFT JOIN temp.option_set_number AS o ON o.of_day = r.options;
)";
// {0} is the day. A run that was settled later than a half of its is what became of that half.
constexpr const char* kRemoveTakenHalves = R"(
  DELETE FROM half USING run
  WHERE half.execution_id = run.execution_id AND half.command = run.command
    AND run.settled = {0} AND half.settled < {0};
)";
constexpr const char* kAddOthers = R"(
  INSERT INTO other_event BY NAME
  SELECT r.* REPLACE (c.id AS command, e.id AS environment, s.id AS shape,
    CASE WHEN r.options = 0 THEN 0 ELSE o.id END AS options,
    project & {1} AS project, user_id & {1} AS user_id)
  FROM (SELECT unnest(other_event) FROM read_parquet({0}) WHERE other_event IS NOT NULL) AS r
  LEFT JOIN temp.command_number AS c ON c.of_day = r.command
  LEFT JOIN temp.environment_number AS e ON e.of_day = r.environment
  LEFT JOIN temp.shape_number AS s ON s.of_day = r.shape
  LEFT JOIN temp.option_set_number AS o ON o.of_day = r.options;
  INSERT INTO refusal BY NAME
  SELECT unnest(refusal) FROM read_parquet({0}) WHERE refusal IS NOT NULL;
)";

std::string dictionaries_from(const std::string& file) {
  std::string sql;
  constexpr std::array kDictionaries = {"command", "version", "environment", "option_set", "shape"};
  for (const char* dictionary : kDictionaries) {
    sql += fmt::format(kReadDictionary, dictionary, file);
    if (dictionary == std::string_view("environment")) sql += kNumberVersions;
    sql += fmt::format(kNumberDictionary, dictionary);
  }
  return sql;
}

}  // namespace

bool can_be_read(const Connection& connection, const ArchiveFile& file) {
  if (file.is_as_written) return true;
  const std::string sql = fmt::format("SELECT bit_xor(hash(f))::VARCHAR FROM read_parquet({}) AS f",
                                      sql_text(file.path));
  return query(connection, sql.c_str()).ok();
}

Status apply_day(const Connection& connection, const ArchiveFile& file) {
  const std::string path = sql_text(file.path);
  const std::string sql = fmt::format(
      "BEGIN;{}{}{}{}{}COMMIT", dictionaries_from(path),
      fmt::format(kAddRuns, "run", path, "run", kIdMask),
      fmt::format(kRemoveTakenHalves, "DATE '" + day_text(file.day) + "'"),
      fmt::format(kAddRuns, "half", path, "half", kIdMask), fmt::format(kAddOthers, path, kIdMask));
  Status applied = execute(connection, sql.c_str());
  if (applied) return applied;
  (void)execute(connection, "ROLLBACK");
  return Error{fmt::format("{}: {}", file.path, applied.error().message)};
}

}  // namespace overt::duckdb
