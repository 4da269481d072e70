// The tables of the database file, as this version of overt knows them.
#pragma once

#include <span>

#include "base/result.h"
#include "store/duckdb/handles.h"

namespace overt::duckdb {

// The form of the tables. Raised when they change, with what changes them.
inline constexpr int kSchemaVersion = 7;

// The form whose only table was `event`, one row an event; migrate.h.
inline constexpr int kSchemaOfEvents = 1;

// The forms that could not be archived, that added nothing up, whose ids were longer, and that
// added up fewer things; brought up where they stand.
inline constexpr int kSchemaWithoutArchive = 2;
inline constexpr int kSchemaWithoutSums = 3;
inline constexpr int kSchemaOfLongIds = 4;
inline constexpr int kSchemaOfFewerSums = 6;

// Every table that is there but for `store_state`, in the order of check().
std::span<const char* const> tables();

// Makes the tables in an empty file, and gives back the version of the form. An error if the file
// is another program's, or of a newer version.
Result<int> check_or_make_tables(const Connection& connection);

}  // namespace overt::duckdb
