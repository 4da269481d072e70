#include "store/duckdb/chunk_writer.h"

#include "store/duckdb/database.h"

namespace overt::duckdb {

duckdb_hugeint hugeint_of(const Uuid& uuid) {
  std::uint64_t halves[2] = {0, 0};
  for (std::size_t i = 0; i < uuid.bytes.size(); ++i) {
    halves[i / 8] = halves[i / 8] << 8 | uuid.bytes[i];
  }
  constexpr std::uint64_t kFirstBit = std::uint64_t{1} << 63;
  return {.lower = halves[1], .upper = static_cast<std::int64_t>(halves[0] ^ kFirstBit)};
}

Result<TableAppender> TableAppender::open(const Connection& connection, const char* catalog,
                                          const char* table) {
  Appender appender;
  if (duckdb_appender_create_ext(connection.get(), catalog, nullptr, table, appender.out()) !=
      DuckDBSuccess) {
    return first_line(duckdb_appender_error(appender.get()));
  }
  return TableAppender(std::move(appender));
}

Status TableAppender::append(duckdb_data_chunk chunk) {
  return check(duckdb_append_data_chunk(appender_.get(), chunk));
}

Status TableAppender::close() { return check(duckdb_appender_close(appender_.get())); }

Status TableAppender::check(duckdb_state state) const {
  if (state != DuckDBSuccess) return first_line(duckdb_appender_error(appender_.get()));
  return Ok{};
}

DataChunk TableAppender::make_chunk() const {
  const idx_t count = duckdb_appender_column_count(appender_.get());
  std::vector<LogicalType> types;
  std::vector<duckdb_logical_type> raw_types;
  for (idx_t i = 0; i < count; ++i) {
    types.emplace_back(duckdb_appender_column_type(appender_.get(), i));
    raw_types.push_back(types.back().get());
  }
  return DataChunk(duckdb_create_data_chunk(raw_types.data(), count));
}

}  // namespace overt::duckdb
