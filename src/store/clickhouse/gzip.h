// The one compression that every ClickHouse server takes of a request.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace overt::clickhouse {

// RFC 1952. An error only if memory is short.
Result<std::string> gzip(std::string_view bytes);

}  // namespace overt::clickhouse
