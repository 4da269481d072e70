#include "store/duckdb/read_result.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <string>
#include <vector>

#include "store/duckdb/database.h"

namespace overt::duckdb {
namespace {

std::string date_text(duckdb_date date) {
  const duckdb_date_struct parts = duckdb_from_date(date);
  return fmt::format("{:04}-{:02}-{:02}", parts.year, int{parts.month}, int{parts.day});
}

// Sums are HUGEINT in DuckDB; what overt counts fits 64 bits, and if it did not, a rounded number
// would be better than none.
Cell hugeint_cell(duckdb_hugeint number) {
  const auto lower = static_cast<std::int64_t>(number.lower);
  const bool fits = number.upper == (lower < 0 ? -1 : 0);
  return fits ? Cell(lower) : Cell(duckdb_hugeint_to_double(number));
}

template <typename T>
T value_at(duckdb_vector vector, idx_t row) {
  return static_cast<T*>(duckdb_vector_get_data(vector))[row];
}

Cell cell_at(duckdb_vector vector, duckdb_type type, idx_t row) {
  const std::uint64_t* validity = duckdb_vector_get_validity(vector);
  if (validity != nullptr && (validity[row / 64] >> (row % 64) & 1) == 0) return {};
  switch (type) {
    case DUCKDB_TYPE_BOOLEAN:
      return value_at<bool>(vector, row);
    case DUCKDB_TYPE_INTEGER:
      return std::int64_t{value_at<std::int32_t>(vector, row)};
    case DUCKDB_TYPE_BIGINT:
      return value_at<std::int64_t>(vector, row);
    case DUCKDB_TYPE_HUGEINT:
      return hugeint_cell(value_at<duckdb_hugeint>(vector, row));
    case DUCKDB_TYPE_DOUBLE:
      return value_at<double>(vector, row);
    case DUCKDB_TYPE_DATE:
      return date_text(value_at<duckdb_date>(vector, row));
    default: {
      auto text = value_at<duckdb_string_t>(vector, row);
      return std::string(duckdb_string_t_data(&text), duckdb_string_t_length(text));
    }
  }
}

bool is_known(duckdb_type type) {
  constexpr std::array kKnown = {DUCKDB_TYPE_BOOLEAN, DUCKDB_TYPE_INTEGER, DUCKDB_TYPE_BIGINT,
                                 DUCKDB_TYPE_HUGEINT, DUCKDB_TYPE_DOUBLE,  DUCKDB_TYPE_DATE,
                                 DUCKDB_TYPE_VARCHAR};
  return std::ranges::find(kKnown, type) != kKnown.end();
}

}  // namespace

Result<QueryResult> read_result(duckdb_result& result) {
  return read_rows(result, std::numeric_limits<std::size_t>::max());
}

Result<QueryResult> read_rows(duckdb_result& result, std::size_t rows_wanted) {
  QueryResult answer;
  std::vector<duckdb_type> types;
  for (idx_t column = 0; column < duckdb_column_count(&result); ++column) {
    answer.columns.emplace_back(duckdb_column_name(&result, column));
    types.push_back(duckdb_column_type(&result, column));
    if (!is_known(types.back())) {
      return Error{fmt::format("column {} has a type that needs a cast", answer.columns.back())};
    }
  }
  while (answer.rows.size() < rows_wanted) {
    const DataChunk chunk(duckdb_fetch_chunk(result));
    if (chunk.get() == nullptr) {
      // A streaming result fails as late as this.
      const char* const failure = duckdb_result_error(&result);
      if (failure != nullptr && *failure != '\0') return first_line(failure);
      return answer;
    }
    for (idx_t row = 0; row < duckdb_data_chunk_get_size(chunk.get()); ++row) {
      auto& cells = answer.rows.emplace_back();
      for (idx_t column = 0; column < types.size(); ++column) {
        duckdb_vector vector = duckdb_data_chunk_get_vector(chunk.get(), column);
        cells.push_back(cell_at(vector, types[column], row));
      }
    }
  }
  return answer;
}

}  // namespace overt::duckdb
