// Reads events out of ClickHouse, as rows.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "base/result.h"
#include "store/clickhouse.h"
#include "store/row.h"

namespace overt {

struct EventsAsked {
  std::string app;             // empty for all
  std::int32_t first_day = 0;  // since 1970-01-01, UTC
  std::int32_t end_day = 0;    // the one after the last
};

// Is given rows of one day, and how much of all is done with them, from 0 to 1. An error ends the
// reading.
using TakeRows = std::function<Status(std::span<const Row> rows, double share)>;

// Gives all events of these days in the order in which they arrived, some tens of thousands at a
// time. One that a collector sent again is there once; one that two collectors took is there twice.
// What is loaded meanwhile may be missing. Makes nothing: an error if the database is not there.
Status read_clickhouse_events(const ClickhouseOptions& options, const EventsAsked& asked,
                              const TakeRows& take);

}  // namespace overt
