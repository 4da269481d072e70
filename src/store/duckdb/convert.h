// Rows into DuckDB's vectors, and its vectors into cells.
#pragma once

#include <span>

#include "base/result.h"
#include "store/duckdb/handles.h"
#include "store/row.h"
#include "store/store.h"

namespace overt::duckdb {

// Appends `rows` to the table `event` in the transaction that is open on `connection`.
Status append_rows(const Connection& connection, std::span<const Row> rows);

// All rows of a result that succeeded.
Result<QueryResult> read_result(duckdb_result& result);

}  // namespace overt::duckdb
