// The tables of ask_tables() over those of the file, as views that a connection has for itself.
#pragma once

#include "base/result.h"
#include "store/duckdb/handles.h"

namespace overt::duckdb {

// Makes them; from then on their names mean them on `connection`. In no file.
Status make_ask_views(const Connection& connection);

}  // namespace overt::duckdb
