// How long every report takes in a store of each kind.
#pragma once

#include <string>
#include <vector>

#include "clickhouse/large_stores.h"

namespace overt::bench {

struct ReportTimes {
  std::string name;
  double duckdb = 0;  // seconds
  double clickhouse = 0;
  double duckdb_30_days = 0;
  double clickhouse_30_days = 0;
};

// Each the median of three after one that warms up. The answers of both are the same, or it throws.
std::vector<ReportTimes> time_reports(LargeStores& stores);

}  // namespace overt::bench
