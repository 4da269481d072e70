// DuckDB's vectors into cells.
#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "base/result.h"
#include "store/duckdb/handles.h"
#include "store/store.h"

namespace overt::duckdb {

// All rows of a result that succeeded.
Result<QueryResult> read_result(duckdb_result& result);

// The next rows of it: at least `rows_wanted`, in whole chunks of DuckDB's, or what is left.
Result<QueryResult> read_rows(duckdb_result& result, std::size_t rows_wanted);

// The number that a text of ours holds: one that a query had to cast to VARCHAR.
template <typename T>
T number_in(std::string_view text) {
  T number = 0;
  std::from_chars(text.begin(), text.end(), number);
  return number;
}

// A BIGINT that may be NULL.
inline std::optional<std::int64_t> optional_in(const Cell& cell) {
  const auto* number = std::get_if<std::int64_t>(&cell);
  return number == nullptr ? std::nullopt : std::optional(*number);
}

}  // namespace overt::duckdb
