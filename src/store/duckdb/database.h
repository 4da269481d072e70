// The database file, opened safely.
#pragma once

#include <string>

#include "base/result.h"
#include "store/duckdb/handles.h"
#include "store/store.h"

namespace overt::duckdb {

// Enough for the reports on tens of millions of events; what needs more spills to disk. The
// collector shares its machine with others.
inline constexpr const char* kMemoryLimit = "512MB";
inline constexpr const char* kThreads = "2";

// Opens or makes the file. The error names `path`, and the process that holds the file if one does.
// Beside it no statement reads or writes anything but its archive, or what is in `folder`.
Result<DatabaseHandle> open_database(const std::string& path);
Result<DatabaseHandle> open_database(const std::string& path, const std::string& folder);

// The error of opening `path`, for `reason`.
Error cannot_open(const std::string& path, const Error& reason);

Result<Connection> connect(const DatabaseHandle& database);

// Runs statements whose answer does not matter.
Status execute(const Connection& connection, const char* sql);

// The answer of one statement without parameters.
Result<QueryResult> query(const Connection& connection, const char* sql);

// The first value of the first row; an error if there is no row, 0 for NULL.
Result<std::int64_t> integer(const Connection& connection, const char* sql);

// The first line of a message of DuckDB, which may go on with advice for SQL users.
Error first_line(const char* message);

}  // namespace overt::duckdb
