// Runs a statement of a person, in a transaction that can only read, watched by a thread.
#pragma once

#include <cstdint>
#include <stop_token>
#include <string>

#include "base/result.h"
#include "store/ask.h"
#include "store/duckdb/handles.h"

namespace overt::duckdb {

// What a statement may have of the memory that DuckDB gives out: half of kMemoryLimit. The other
// half stays for loading. What needs more is ended, and writes nothing to disk.
inline constexpr std::int64_t kAskMemoryMax = std::int64_t{256} << 20;

// How much larger the process may become meanwhile: what DuckDB counts, pages of the file that it
// keeps, and what aggregates hold that it does not count.
inline constexpr std::int64_t kAskGrowthMax = std::int64_t{512} << 20;

// What blocks that are at work, one for each thread, may still take until they see the interrupt;
// seen were 650 MB. So a machine has to have this and the above to spare.
inline constexpr std::int64_t kAskOvershootMax = std::int64_t{1} << 30;

// As Store::ask().
Result<AskAnswer> ask(const DatabaseHandle& database, const std::string& sql,
                      const AskLimits& limits, const std::stop_token& stop);

}  // namespace overt::duckdb
