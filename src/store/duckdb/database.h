// The database file: opened safely, its tables as this version of overt knows them.
#pragma once

#include <string>

#include "base/result.h"
#include "store/duckdb/handles.h"

namespace overt::duckdb {

// Enough for the reports on tens of millions of events; what needs more spills to disk. The
// collector shares its machine with others.
inline constexpr const char* kMemoryLimit = "512MB";
inline constexpr const char* kThreads = "2";

// Opens or makes the file, and its tables. The error names `path`, and the process that holds the
// file if one does.
Result<DatabaseHandle> open_database(const std::string& path);

Result<Connection> connect(const DatabaseHandle& database);

// Runs statements whose answer does not matter.
Status execute(const Connection& connection, const char* sql);

// The first line of a message of DuckDB, which may go on with advice for SQL users.
Error first_line(const char* message);

}  // namespace overt::duckdb
