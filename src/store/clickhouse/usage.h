// What DuckDB has as macros of its own: the sources that reports read.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "store/clickhouse/closed_days.h"

namespace overt::clickhouse {

// Halves of days that are not counted, as rows of `half`. {0} is the condition on `event`.
std::string halves_of_events_sql(std::string_view condition);

// Runs of halves: one row for each (app, command, execution_id) of `halves`, a subquery whose rows
// are as those of `half`. It is of the day on which its first half arrived, and of that one's
// project and environment; a half that is there twice counts as it came first.
std::string runs_of_halves_sql(std::string_view halves);

// Whether a statement has one of the three below.
bool names_usage(std::string_view sql);

// usage(first_day, end_day, closed) becomes a subquery of counts by day, app, command, project,
// environment and options; timing(…) one of durations of runs that succeeded,
// refusals(…) one of what was not let in, lost or doubled. What is `closed` says `states` instead.
Result<std::string> with_usage(std::string_view sql, const DayStates& states);

}  // namespace overt::clickhouse
