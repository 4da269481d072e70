// An answer of ClickHouse as plain data.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "store/clickhouse/server.h"
#include "store/query_result.h"

namespace overt::clickhouse {

// The settings that read_result() needs of a SELECT.
Settings settings_of_reading();

// What a server answers to such a SELECT. Columns may be integers, floats, texts and dates, also
// where they may be NULL; others need a cast.
Result<QueryResult> read_result(std::string_view json);

// Both at once.
Result<QueryResult> select(Server& server, std::string_view statement, const Settings& more = {});

}  // namespace overt::clickhouse
