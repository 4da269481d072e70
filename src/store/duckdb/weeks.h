// Counts of weeks that are over, from those of days; each in the transaction that is open on the
// connection. A week is closed when its Sunday is.
#pragma once

#include <cstdint>

#include "base/result.h"
#include "store/duckdb/handles.h"

namespace overt::duckdb {

// Counts the weeks that are closed when the days after `closed_day`, up to `last_day`, have been.
Status close_weeks(const Connection& connection, std::int32_t closed_day, std::int32_t last_day);

// Adds those rows of `facts`, a table of the form of `fact`, that are of weeks that are closed.
Status add_to_closed_weeks(const Connection& connection, const char* facts,
                           std::int32_t closed_day);

// The same of `durations`, a table of the form of `duration`.
Status add_durations_to_closed_weeks(const Connection& connection, const char* durations,
                                     std::int32_t closed_day);

// Forgets the days before `day`, which `fact` and `duration` have forgotten.
Status forget_weeks_before(const Connection& connection, std::int32_t day, std::int32_t closed_day);

}  // namespace overt::duckdb
