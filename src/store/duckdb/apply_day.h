// A file of the archive into the tables of a store that has the days before it.
#pragma once

#include "base/result.h"
#include "store/duckdb/archive.h"
#include "store/duckdb/handles.h"

namespace overt::duckdb {

// Whether every value in the file can be read.
bool can_be_read(const Connection& connection, const ArchiveFile& file);

// Adds what the file has, in one transaction; numbers of its dictionaries become this store's. A
// half of an earlier day that a run of this one took is gone then. Counts are not touched.
Status apply_day(const Connection& connection, const ArchiveFile& file);

}  // namespace overt::duckdb
