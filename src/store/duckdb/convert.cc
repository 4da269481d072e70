#include "store/duckdb/convert.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "store/duckdb/database.h"

namespace overt::duckdb {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;

std::int32_t day_of(std::int64_t unix_ms) {
  const std::int64_t day = unix_ms / kDayMs - (unix_ms % kDayMs < 0 ? 1 : 0);
  return static_cast<std::int32_t>(day);
}

// DuckDB orders UUIDs as signed 128-bit numbers, with the first bit turned so that the order is
// that of their text.
duckdb_hugeint hugeint_of(const Uuid& uuid) {
  std::uint64_t halves[2] = {0, 0};
  for (std::size_t i = 0; i < uuid.bytes.size(); ++i) {
    halves[i / 8] = halves[i / 8] << 8 | uuid.bytes[i];
  }
  constexpr std::uint64_t kFirstBit = std::uint64_t{1} << 63;
  return {.lower = halves[1], .upper = static_cast<std::int64_t>(halves[0] ^ kFirstBit)};
}

// Fills a chunk column by column, in the order in which the functions are called.
class ChunkWriter {
 public:
  ChunkWriter(duckdb_data_chunk chunk, std::span<const Row> rows) : chunk_(chunk), rows_(rows) {}

  // `value_of` gives a row's value, of the vector's own type.
  template <typename T>
  void numbers(auto value_of) {
    auto* values = static_cast<T*>(duckdb_vector_get_data(next()));
    for (const Row& row : rows_) *values++ = static_cast<T>(value_of(row));
  }

  void optional_numbers(std::optional<std::int64_t> Row::* member) {
    duckdb_vector vector = next();
    auto* values = static_cast<std::int64_t*>(duckdb_vector_get_data(vector));
    duckdb_vector_ensure_validity_writable(vector);
    std::uint64_t* validity = duckdb_vector_get_validity(vector);
    for (idx_t i = 0; i < rows_.size(); ++i) {
      const auto& value = rows_[i].*member;
      duckdb_validity_set_row_validity(validity, i, value.has_value());
      values[i] = value.value_or(0);
    }
  }

  void texts(std::string Row::* member) {
    duckdb_vector vector = next();
    for (idx_t i = 0; i < rows_.size(); ++i) assign_text(vector, i, rows_[i].*member);
  }

  // `assign(vector, index, element)` puts one element of a row's list into the child vector.
  template <typename Element>
  void lists(std::vector<Element> Row::* member, auto assign) {
    duckdb_vector vector = next();
    idx_t total = 0;
    for (const Row& row : rows_) total += (row.*member).size();
    duckdb_list_vector_reserve(vector, total);
    duckdb_list_vector_set_size(vector, total);
    duckdb_vector child = duckdb_list_vector_get_child(vector);
    auto* entries = static_cast<duckdb_list_entry*>(duckdb_vector_get_data(vector));
    idx_t offset = 0;
    for (const Row& row : rows_) {
      const auto& list = row.*member;
      *entries++ = {.offset = offset, .length = list.size()};
      for (const auto& element : list) assign(child, offset++, element);
    }
  }

  static void assign_text(duckdb_vector vector, idx_t index, const std::string& text) {
    duckdb_vector_assign_string_element_len(vector, index, text.data(), text.size());
  }

  template <typename T>
  static void assign_number(duckdb_vector vector, idx_t index, T number) {
    static_cast<T*>(duckdb_vector_get_data(vector))[index] = number;
  }

 private:
  duckdb_vector next() { return duckdb_data_chunk_get_vector(chunk_, column_++); }

  duckdb_data_chunk chunk_;
  std::span<const Row> rows_;
  idx_t column_ = 0;
};

// In the order of the columns of the table.
void fill_chunk(duckdb_data_chunk chunk, std::span<const Row> rows) {
  ChunkWriter writer(chunk, rows);
  writer.texts(&Row::app);
  writer.numbers<std::int64_t>([](const Row& row) { return row.received_ms; });
  writer.numbers<std::int64_t>([](const Row& row) { return row.ts_ms; });
  writer.numbers<std::int32_t>([](const Row& row) { return day_of(row.received_ms); });
  writer.numbers<duckdb_hugeint>([](const Row& row) { return hugeint_of(row.execution_id); });
  writer.numbers<std::uint64_t>([](const Row& row) { return row.project; });
  writer.texts(&Row::command);
  writer.texts(&Row::event_type);
  writer.numbers<std::int32_t>([](const Row& row) { return row.schema_version; });
  writer.texts(&Row::os);
  writer.texts(&Row::arch);
  writer.texts(&Row::version);
  writer.texts(&Row::group_channel);
  writer.numbers<bool>([](const Row& row) { return row.ci; });
  writer.texts(&Row::ci_name);
  writer.optional_numbers(&Row::exit_code);
  writer.optional_numbers(&Row::duration_ms);
  writer.lists(&Row::options, ChunkWriter::assign_text);
  writer.lists(&Row::option_as_cli, ChunkWriter::assign_number<bool>);
  writer.lists(&Row::option_as_env, ChunkWriter::assign_number<bool>);
  writer.lists(&Row::option_counts, ChunkWriter::assign_number<std::int64_t>);
  duckdb_data_chunk_set_size(chunk, rows.size());
}

DataChunk make_chunk(duckdb_appender appender) {
  const idx_t count = duckdb_appender_column_count(appender);
  std::vector<LogicalType> types;
  std::vector<duckdb_logical_type> raw;
  types.reserve(count);
  raw.reserve(count);
  for (idx_t i = 0; i < count; ++i) {
    raw.push_back(types.emplace_back(duckdb_appender_column_type(appender, i)).get());
  }
  return DataChunk(duckdb_create_data_chunk(raw.data(), count));
}

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

Status append_rows(const Connection& connection, std::span<const Row> rows) {
  Appender appender;
  if (duckdb_appender_create(connection.get(), nullptr, "event", appender.out()) != DuckDBSuccess) {
    return first_line(duckdb_appender_error(appender.get()));
  }
  const DataChunk chunk = make_chunk(appender.get());
  const std::size_t rows_a_chunk = duckdb_vector_size();
  while (!rows.empty()) {
    const auto part = rows.first(std::min(rows.size(), rows_a_chunk));
    rows = rows.subspan(part.size());
    duckdb_data_chunk_reset(chunk.get());
    fill_chunk(chunk.get(), part);
    if (duckdb_append_data_chunk(appender.get(), chunk.get()) != DuckDBSuccess) {
      return first_line(duckdb_appender_error(appender.get()));
    }
  }
  if (duckdb_appender_close(appender.get()) != DuckDBSuccess) {
    return first_line(duckdb_appender_error(appender.get()));
  }
  return Ok{};
}

Result<QueryResult> read_result(duckdb_result& result) {
  QueryResult answer;
  std::vector<duckdb_type> types;
  for (idx_t column = 0; column < duckdb_column_count(&result); ++column) {
    answer.columns.emplace_back(duckdb_column_name(&result, column));
    types.push_back(duckdb_column_type(&result, column));
    if (!is_known(types.back())) {
      return Error{fmt::format("column {} has a type that needs a cast", answer.columns.back())};
    }
  }
  while (true) {
    const DataChunk chunk(duckdb_fetch_chunk(result));
    if (chunk.get() == nullptr) return answer;
    for (idx_t row = 0; row < duckdb_data_chunk_get_size(chunk.get()); ++row) {
      auto& cells = answer.rows.emplace_back();
      for (idx_t column = 0; column < types.size(); ++column) {
        duckdb_vector vector = duckdb_data_chunk_get_vector(chunk.get(), column);
        cells.push_back(cell_at(vector, types[column], row));
      }
    }
  }
}

}  // namespace overt::duckdb
