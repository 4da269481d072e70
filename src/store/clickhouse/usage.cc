#include "store/clickhouse/usage.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

namespace overt::clickhouse {
namespace {

// Both halves of a run may come within a millisecond; then the position decides, as far as they
// came to one collector.
constexpr std::string_view kHalves = R"(SELECT day, app, command, execution_id,
  received_ms * 1048576 + position % 1048576 AS arrival, project, half, version, version_order, os,
  arch, group_channel, ci, ci_name, option_names,
  toUInt8(received_ms - ts_ms > 86400000) AS late,
  toUInt8(half = 2 AND ifNull(exit_code, 0) != 0) AS failed,
  toInt16(if(half = 2 AND ifNull(exit_code, 1) = 0, bucket, -1)) AS bucket, toUInt32(1) AS events,
  cityHash64(collector, position) AS sent
FROM event WHERE half != 0 AND {})";

// Names differ from those of the rows: ClickHouse puts what an alias stands for in its place.
constexpr std::string_view kRuns = R"(SELECT app, command, execution_id AS run_id,
  argMin(day, arrival) AS run_day, argMin(project, arrival) AS run_project,
  argMin(version, arrival) AS run_version, argMin(version_order, arrival) AS run_version_order,
  argMin(os, arrival) AS run_os, argMin(arch, arrival) AS run_arch,
  argMin(group_channel, arrival) AS run_group_channel, argMin(ci, arrival) AS run_ci,
  argMin(ci_name, arrival) AS run_ci_name, min(arrival) AS run_arrival,
  argMinIf(option_names, arrival, half = 1) AS run_option_names,
  toInt64(max(half = 1)) AS run_started, toInt64(max(half = 2)) AS run_ended,
  toInt64(argMinIf(late, arrival, half = 1)) + toInt64(argMinIf(late, arrival, half = 2)) AS run_late,
  toInt64(argMinIf(failed, arrival, half = 2)) AS run_failed,
  if(max(half = 2) = 1, argMinIf(bucket, arrival, half = 2), toInt16(-1)) AS run_bucket,
  toInt64(sum(events)) AS run_events, sum(sent) AS run_content,
  toInt64(uniqExact((half, arrival, sent))) - run_started - run_ended AS run_doubled
FROM ({}) GROUP BY app, command, execution_id)";

// What ends a run may come after the days that are asked about. {closed} is a condition on days.
constexpr std::string_view kOpenHalves =
    "{halves} UNION ALL SELECT {columns} FROM half WHERE {closed}";

constexpr std::string_view kHalfColumns =
    "day, app, command, execution_id, arrival, project, half, version, version_order, os, arch, "
    "group_channel, ci, ci_name, option_names, late, failed, bucket, events, toUInt64(0) AS sent";

// What is the same in all rows of one half of a UNION must not be a constant to servers of a
// cluster, which would take it for one of the other half, too: hence materialize().
constexpr std::string_view kUsage = R"((SELECT day, app, command, version, version_order, os, arch,
  group_channel, ci, ci_name, project, option_names, toInt64(runs) AS runs, toInt64(runs) AS started,
  toInt64(runs) AS ended, toInt64(runs) AS whole, toInt64(failed) AS failed, toInt64(late) AS late
FROM fact WHERE {closed} AND runs > 0 AND day >= {first} AND day < {end}
UNION ALL
SELECT run_day AS day, app, command, run_version AS version, run_version_order AS version_order,
  run_os AS os, run_arch AS arch, run_group_channel AS group_channel, run_ci AS ci,
  run_ci_name AS ci_name, run_project AS project, run_option_names AS option_names,
  materialize(toInt64(1)) AS runs, run_started AS started, run_ended AS ended, run_started * run_ended AS whole,
  run_failed AS failed, run_late AS late
FROM ({runs}) WHERE run_day >= {first} AND run_day < {end}))";

constexpr std::string_view kTiming = R"((SELECT day, app, command, version, version_order, ci,
  arrayJoin(buckets) AS bucket, materialize(toInt64(1)) AS runs
FROM fact WHERE {closed} AND day >= {first} AND day < {end}
UNION ALL
SELECT run_day AS day, app, command, run_version AS version, run_version_order AS version_order,
  run_ci AS ci, run_bucket AS bucket, materialize(toInt64(1)) AS runs
FROM ({runs}) WHERE run_day >= {first} AND run_day < {end} AND run_bucket >= 0))";

// Each collector says how many it knows of; a half that came twice counts on its run's day.
constexpr std::string_view kRefusals = R"((SELECT day, app, reason, version, events
FROM refusal WHERE day >= {first} AND day < {end}
UNION ALL
SELECT day, app, materialize('lost') AS reason, materialize('') AS version, toInt64(max(events)) AS events
FROM lost WHERE day >= {first} AND day < {end} GROUP BY day, app, collector
UNION ALL
SELECT day, app, materialize('doubled') AS reason, version, toInt64(doubled) AS events
FROM fact WHERE {closed} AND doubled > 0 AND day >= {first} AND day < {end}
UNION ALL
SELECT run_day AS day, app, materialize('doubled') AS reason, run_version AS version, run_doubled AS events
FROM ({runs}) WHERE run_day >= {first} AND run_day < {end} AND run_doubled > 0))";

struct Macro {
  std::string_view name;
  std::string_view text;
};
constexpr std::array kMacros = {Macro{"usage(", kUsage}, Macro{"timing(", kTiming},
                                Macro{"refusals(", kRefusals}};

// The arguments of a call whose opening parenthesis has been passed, and where it ends.
struct Call {
  std::vector<std::string_view> arguments;
  std::size_t end = std::string_view::npos;
};

Call read_call(std::string_view sql, std::size_t begin) {
  Call call;
  int depth = 1;
  std::size_t argument = begin;
  for (std::size_t at = begin; at < sql.size(); ++at) {
    if (sql[at] == '(') ++depth;
    if (sql[at] == ')') --depth;
    if (depth != 0 && !(depth == 1 && sql[at] == ',')) continue;
    call.arguments.push_back(sql.substr(argument, at - argument));
    argument = at + 1;
    if (depth != 0) continue;
    call.end = at + 1;
    break;
  }
  return call;
}

std::string expanded(const Macro& macro, const Call& call, const DayStates& states) {
  const std::string closed = states.closed_sql();
  const auto end = fmt::arg("end", call.arguments[1]);
  const std::string halves = fmt::format(
      fmt::runtime(kOpenHalves), fmt::arg("halves", halves_of_events_sql(states.open_sql())),
      fmt::arg("columns", kHalfColumns), fmt::arg("closed", closed));
  return fmt::format(fmt::runtime(macro.text), fmt::arg("closed", closed),
                     fmt::arg("first", call.arguments[0]), end,
                     fmt::arg("runs", runs_of_halves_sql(halves)));
}

}  // namespace

std::string halves_of_events_sql(std::string_view condition) {
  return fmt::format(fmt::runtime(kHalves), condition);
}

std::string runs_of_halves_sql(std::string_view halves) {
  return fmt::format(fmt::runtime(kRuns), halves);
}

bool names_usage(std::string_view sql) {
  return std::ranges::any_of(kMacros, [sql](const Macro& macro) {
    return sql.find(macro.name) != std::string_view::npos;
  });
}

// Statements are overt's own: a text of a person is a parameter, and is put in later.
Result<std::string> with_usage(std::string_view sql, const DayStates& states) {
  std::string whole;
  while (!sql.empty()) {
    const Macro* next = nullptr;
    std::size_t at = sql.size();
    for (const Macro& macro : kMacros) {
      if (const auto found = sql.find(macro.name); found < at) {
        at = found;
        next = &macro;
      }
    }
    whole += sql.substr(0, at);
    if (next == nullptr) break;
    const Call call = read_call(sql, at + next->name.size());
    if (call.end == std::string_view::npos || call.arguments.size() != 3) {
      return Error{fmt::format("{}…) takes a first day, an end and a closed day", next->name)};
    }
    whole += expanded(*next, call, states);
    sql.remove_prefix(call.end);
  }
  return whole;
}

}  // namespace overt::clickhouse
