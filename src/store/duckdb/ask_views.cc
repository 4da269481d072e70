#include "store/duckdb/ask_views.h"

#include <fmt/format.h>

#include <string>

#include "store/duckdb/database.h"
#include "store/duckdb/read_result.h"

namespace overt::duckdb {
namespace {

// {0} is the schema of the file's own tables, which some views hide by their names: its own views
// would find these instead. Ids that are 0 are none.
constexpr const char* kViews = R"(
  CREATE TEMP VIEW run AS
  SELECT c.app, c.command, e.version, v.version_order, r.day,
    make_timestamp(1000 * least(started_received_ms, exited_received_ms)) AS received,
    started_received_ms IS NOT NULL AS started, exited_received_ms IS NOT NULL AS ended,
    r.exit_code, r.duration_ms, coalesce(o.names, []) AS options,
    nullif(r.project, 0) AS project, nullif(r.user_id, 0) AS user_id, r.ci, e.ci_name, e.os,
    e.arch, e.group_channel, r.execution_id
  FROM (FROM {0}.run UNION ALL FROM {0}.half) AS r
  JOIN {0}.command AS c ON c.id = r.command
  JOIN {0}.environment AS e ON e.id = r.environment
  JOIN {0}.version AS v ON v.id = e.version_id
  LEFT JOIN {0}.option_set AS o ON o.id = r.options;
  CREATE TEMP VIEW run_option AS
  SELECT c.app, c.command, o.option, o.as_cli, o.as_env, o.count, e.version, r.day,
    nullif(r.project, 0) AS project, r.ci, r.execution_id
  FROM (FROM {0}.run UNION ALL FROM {0}.half) AS r
  JOIN (SELECT id, unnest(names) AS option, unnest(as_cli) AS as_cli, unnest(as_env) AS as_env,
          unnest(counts) AS count
        FROM {0}.option_set) AS o ON o.id = r.options
  JOIN {0}.command AS c ON c.id = r.command
  JOIN {0}.environment AS e ON e.id = r.environment;
  CREATE TEMP VIEW event AS
  SELECT c.app, c.command, part.event_type,
    DATE '1970-01-01' + CAST(floor(received_ms / 86400000) AS INTEGER) AS day,
    make_timestamp(1000 * received_ms) AS received, make_timestamp(1000 * ts_ms) AS happened,
    e.version, part.exit_code, part.duration_ms, nullif(part.project, 0) AS project,
    nullif(part.user_id, 0) AS user_id, e.ci, e.ci_name, e.os, e.arch, e.group_channel,
    e.schema_version, part.execution_id
  FROM (
    SELECT 'CommandStarted' AS event_type, started_received_ms AS received_ms, started_ms AS ts_ms,
      CAST(NULL AS BIGINT) AS exit_code, CAST(NULL AS BIGINT) AS duration_ms, project, user_id,
      command, environment, execution_id
    FROM (FROM {0}.run UNION ALL FROM {0}.half) WHERE started_received_ms IS NOT NULL
    UNION ALL
    SELECT 'CommandExited', exited_received_ms, exited_ms, exit_code, duration_ms, project, user_id,
      command, environment, execution_id
    FROM (FROM {0}.run UNION ALL FROM {0}.half) WHERE exited_received_ms IS NOT NULL
    UNION ALL
    SELECT s.event_type, received_ms, ts_ms, exit_code, duration_ms, project, user_id, command,
      environment, execution_id
    FROM {0}.other_event JOIN {0}.shape AS s ON s.id = shape
    WHERE s.event_type NOT IN ('CommandStarted', 'CommandExited')
  ) AS part
  JOIN {0}.command AS c ON c.id = part.command
  JOIN {0}.environment AS e ON e.id = part.environment;
  CREATE TEMP VIEW refused AS
  SELECT day, app, reason, version, events FROM {0}.refusal;
)";

// As an identifier: the file may have any name.
std::string identifier(const std::string& name) {
  std::string quoted = "\"";
  for (const char c : name) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

}  // namespace

Status make_ask_views(const Connection& connection) {
  const auto name = query(connection, "SELECT current_database()");
  if (!name) return name.error();
  const auto* catalog = std::get_if<std::string>(&name->rows.at(0).at(0));
  if (catalog == nullptr) return Error{"the store has no name"};
  const std::string schema = identifier(*catalog) + ".main";
  return execute(connection, fmt::format(fmt::runtime(kViews), schema).c_str());
}

}  // namespace overt::duckdb
