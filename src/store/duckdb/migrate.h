// From the first form of the tables, one row an event, to this one.
#pragma once

#include "base/result.h"
#include "store/duckdb/handles.h"
#include "store/duckdb/table_loader.h"

namespace overt::duckdb {

// Loads all events of a file of kSchemaOfEvents, in the order in which they were, and its position
// last, into an empty store.
Status load_events_of_old_form(const Connection& old_form, TableLoader& loader);

}  // namespace overt::duckdb
