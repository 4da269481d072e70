// Counts of closed days and of weeks that are over, which leave something out: made from those of
// days, each in the transaction that is open on the connection. A week is over when its Sunday is
// closed.
#pragma once

#include <cstdint>

#include "base/result.h"
#include "store/duckdb/handles.h"

namespace overt::duckdb {

// Adds up the days after `closed_day`, up to `last_day`, which have been closed, and the weeks that
// are over with them.
Status add_up_closed_days(const Connection& connection, std::int32_t closed_day,
                          std::int32_t last_day);

// Adds `facts`, a table of the form of `fact` with rows of closed days, to the sums that there are.
Status add_to_sums(const Connection& connection, const char* facts, std::int32_t closed_day);

// The same of `durations`, a table of the form of `duration`.
Status add_durations_to_sums(const Connection& connection, const char* durations,
                             std::int32_t closed_day);

// Forgets the days before `day`, which `fact` and `duration` have forgotten.
Status forget_sums_before(const Connection& connection, std::int32_t day, std::int32_t closed_day);

}  // namespace overt::duckdb
