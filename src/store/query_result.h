// The answer of a query, as plain data.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace overt {

// A cell of a query's answer; monostate is SQL's NULL.
using Cell = std::variant<std::monostate, bool, std::int64_t, double, std::string>;

struct QueryResult {
  std::vector<std::string> columns;
  std::vector<std::vector<Cell>> rows;
};

}  // namespace overt
