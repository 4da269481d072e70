// A database for files that a person names: it may read and write them, unlike the one that answers
// questions. No statement but those of this house runs there.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "store/duckdb/handles.h"

namespace overt::duckdb {

// Opens the store at `path`, or nothing but memory if it is empty.
Result<DatabaseHandle> open_exchange_database(const std::string& path);

// A text as SQL has it.
std::string sql_literal(std::string_view text);

}  // namespace overt::duckdb
