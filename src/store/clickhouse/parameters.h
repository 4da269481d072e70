// Parameters of a statement, for servers that know none.
#pragma once

#include <string>
#include <string_view>

#include "store/store.h"

namespace overt::clickhouse {

// A text as ClickHouse reads it, whatever bytes it has.
std::string sql_text(std::string_view text);

// The statement with what each `$name` outside of its texts stands for.
std::string with_parameters(std::string_view sql, const QueryParameters& parameters);

}  // namespace overt::clickhouse
