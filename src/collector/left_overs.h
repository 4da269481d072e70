// What lies in a data directory beside what the collector uses.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace overt {

struct LeftOvers {
  std::int64_t removed = 0;         // that were set aside or left by a kill
  std::vector<std::string> others;  // paths of what the collector does not use, sorted
};

// What migrations put a DuckDB store into, as name_aside() says: NAME.migrated-TIME.
inline constexpr const char* kMigratedStore = "duckdb";
inline constexpr const char* kMigrated = "migrated";

// Removes what was set aside because it was damaged or migrated, and what a kill has left half
// made. What overt has not made stays, and so does a DuckDB store where the collector's store is
// ClickHouse. Nobody may use the store meanwhile, or be about to.
Result<LeftOvers> remove_left_overs(const std::string& directory);

}  // namespace overt
