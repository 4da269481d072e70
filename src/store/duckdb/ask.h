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

// What it may have beside that: aggregates keep lists of values that DuckDB does not count. Twice
// as much is there for a moment, since a full list is copied into one of double size, and four
// times if what a statement before it has left is given back meanwhile.
inline constexpr std::int64_t kAskUncountedMax = std::int64_t{176} << 20;

// So at worst a process is larger by this while a statement runs.
inline constexpr std::int64_t kAskGrowthMax = kAskMemoryMax + 4 * kAskUncountedMax;

// As Store::ask().
Result<AskAnswer> ask(const DatabaseHandle& database, const std::string& sql,
                      const AskLimits& limits, const std::stop_token& stop);

}  // namespace overt::duckdb
