// What a day has, so that two stores can be held against each other.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "base/result.h"
#include "store/row.h"
#include "store/store.h"

namespace overt::clickhouse {

struct DaySum {
  std::int64_t rows = 0;
  std::uint64_t checksum = 0;  // the sum of the rows' hashes, modulo 2^64

  friend bool operator==(const DaySum&, const DaySum&) = default;
};

// By day since 1970-01-01.
using DaySums = std::map<std::int32_t, DaySum>;

// Adds a row to its day, over all of its columns.
void add(DaySums& sums, const Row& row);

// The same of what `collector` has loaded, computed where it is, a day at a time; what
// was sent twice is there once.
Result<DaySums> sums_in_clickhouse(Store& store, const std::string& collector);

}  // namespace overt::clickhouse
