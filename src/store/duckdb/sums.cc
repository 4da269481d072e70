#include "store/duckdb/sums.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "store/duckdb/database.h"
#include "store/run_row.h"

namespace overt::duckdb {
namespace {

// {0} is a table of facts or of durations, {1} the first day, {2} the one after the last. In an
// order in which neighbours are alike.
constexpr const char* kAddUpDays = R"(
  INSERT INTO environment_day
  SELECT day, project, environment, ci, sum(runs), sum(started), sum(ended),
    sum(failed), sum(late)
  FROM {0}
  WHERE day >= DATE '1970-01-01' + ({1}) AND day < DATE '1970-01-01' + ({2})
  GROUP BY day, project, environment, ci
  ORDER BY day, environment, project;
)";
constexpr const char* kAddUpWeeks = R"(
  INSERT INTO environment_week
  SELECT CAST(date_trunc('week', day) AS DATE) AS week, project, environment, ci, min(day),
    max(day), sum(runs), sum(started), sum(ended), sum(failed), sum(late)
  FROM {0}
  WHERE day >= DATE '1970-01-01' + ({1}) AND day < DATE '1970-01-01' + ({2})
  GROUP BY week, project, environment, ci
  ORDER BY week, environment, project;
  INSERT INTO command_week
  SELECT CAST(date_trunc('week', day) AS DATE) AS week, project, command, ci, min(day),
    max(day), sum(runs), sum(started), sum(ended), sum(whole), sum(failed), sum(late)
  FROM {0}
  WHERE day >= DATE '1970-01-01' + ({1}) AND day < DATE '1970-01-01' + ({2})
  GROUP BY week, project, command, ci
  ORDER BY week, project, command, ci;
  INSERT INTO option_set_week
  SELECT CAST(date_trunc('week', f.day) AS DATE) AS week, f.command, e.version_id, f.ci, f.options,
    max(f.day), sum(f.started)
  FROM {0} AS f JOIN environment AS e ON e.id = f.environment
  WHERE f.day >= DATE '1970-01-01' + ({1}) AND f.day < DATE '1970-01-01' + ({2})
    AND f.started > 0 AND f.options <> 0
  GROUP BY week, f.command, e.version_id, f.ci, f.options
  ORDER BY week, f.command, f.options, e.version_id, f.ci;
  INSERT INTO option_week
  SELECT DISTINCT CAST(date_trunc('week', day) AS DATE) AS week, project, command, ci, options
  FROM {0}
  WHERE day >= DATE '1970-01-01' + ({1}) AND day < DATE '1970-01-01' + ({2})
    AND started > 0 AND options <> 0 AND project <> 0
  ORDER BY week, project, command, options, ci;
)";
constexpr const char* kAddUpDurationWeeks = R"(
  INSERT INTO duration_week
  SELECT CAST(date_trunc('week', day) AS DATE) AS week, command, version, ci, bucket, sum(runs)
  FROM {0}
  WHERE day >= DATE '1970-01-01' + ({1}) AND day < DATE '1970-01-01' + ({2})
  GROUP BY week, command, version, ci, bucket
  ORDER BY week, command, version, ci, bucket;
)";

constexpr const char* kForget = R"(
  DELETE FROM environment_day WHERE day < DATE '1970-01-01' + ({0});
  DELETE FROM environment_week WHERE week < DATE '1970-01-01' + ({0});
  DELETE FROM command_week WHERE week < DATE '1970-01-01' + ({0});
  DELETE FROM option_set_week WHERE week < DATE '1970-01-01' + ({0});
  DELETE FROM option_week WHERE week < DATE '1970-01-01' + ({0});
  DELETE FROM duration_week WHERE week < DATE '1970-01-01' + ({0});
)";

// The day after the last closed week.
std::int32_t end_of_weeks(std::int32_t closed_day) { return monday_of(closed_day + 1); }

Status add_up(const Connection& connection, const char* sql, const char* table,
              std::int32_t first_day, std::int32_t end_day) {
  if (first_day >= end_day) return Ok{};
  return execute(connection, fmt::format(fmt::runtime(sql), table, first_day, end_day).c_str());
}

Status add_up_weeks(const Connection& connection, std::int32_t first_day, std::int32_t end_day) {
  Status added = add_up(connection, kAddUpWeeks, "fact", first_day, end_day);
  return added ? add_up(connection, kAddUpDurationWeeks, "duration", first_day, end_day) : added;
}

}  // namespace

Status add_up_closed_days(const Connection& connection, std::int32_t closed_day,
                          std::int32_t last_day) {
  Status added = add_up(connection, kAddUpDays, "fact", closed_day + 1, last_day + 1);
  return added ? add_up_weeks(connection, end_of_weeks(closed_day), end_of_weeks(last_day)) : added;
}

Status add_to_sums(const Connection& connection, const char* facts, std::int32_t closed_day) {
  Status added = add_up(connection, kAddUpDays, facts, kNoDay, closed_day + 1);
  return added ? add_up(connection, kAddUpWeeks, facts, kNoDay, end_of_weeks(closed_day)) : added;
}

Status add_durations_to_sums(const Connection& connection, const char* durations,
                             std::int32_t closed_day) {
  return add_up(connection, kAddUpDurationWeeks, durations, kNoDay, end_of_weeks(closed_day));
}

Status forget_sums_before(const Connection& connection, std::int32_t day, std::int32_t closed_day) {
  Status forgotten = execute(connection, fmt::format(kForget, day).c_str());
  if (!forgotten) return forgotten;
  // Of the week that `day` is in, the rest stays.
  const std::int32_t end_day = std::min(monday_of(day - 1) + 7, end_of_weeks(closed_day));
  return add_up_weeks(connection, day, end_day);
}

}  // namespace overt::duckdb
