// DuckDB's vectors into cells.
#pragma once

#include "base/result.h"
#include "store/duckdb/handles.h"
#include "store/store.h"

namespace overt::duckdb {

// All rows of a result that succeeded.
Result<QueryResult> read_result(duckdb_result& result);

}  // namespace overt::duckdb
