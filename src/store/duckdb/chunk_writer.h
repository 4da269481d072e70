// Appends records to a table, column by column: what DuckDB's appender is fast with.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/uuid.h"
#include "store/duckdb/handles.h"

namespace overt::duckdb {

// DuckDB orders UUIDs as signed 128-bit numbers, with the first bit turned so that the order is
// that of their text.
duckdb_hugeint hugeint_of(const Uuid& uuid);

// Fills a chunk, one column with each call, in the order of the table's columns. `value_of` gives a
// record's value.
template <typename Record>
class ChunkWriter {
 public:
  ChunkWriter(duckdb_data_chunk chunk, std::span<const Record> records)
      : chunk_(chunk), records_(records) {}

  // T is the vector's own type.
  template <typename T>
  void numbers(auto value_of) {
    auto* values = static_cast<T*>(duckdb_vector_get_data(next()));
    for (const Record& record : records_) *values++ = static_cast<T>(value_of(record));
  }

  void uuids(Uuid Record::* member) {
    numbers<duckdb_hugeint>([member](const Record& record) { return hugeint_of(record.*member); });
  }

  void optional_numbers(std::optional<std::int64_t> Record::* member) {
    duckdb_vector vector = next();
    auto* values = static_cast<std::int64_t*>(duckdb_vector_get_data(vector));
    duckdb_vector_ensure_validity_writable(vector);
    std::uint64_t* validity = duckdb_vector_get_validity(vector);
    for (idx_t i = 0; i < records_.size(); ++i) {
      const auto& value = records_[i].*member;
      duckdb_validity_set_row_validity(validity, i, value.has_value());
      values[i] = value.value_or(0);
    }
  }

  void texts(std::string Record::* member) {
    duckdb_vector vector = next();
    for (idx_t i = 0; i < records_.size(); ++i) assign_text(vector, i, records_[i].*member);
  }

  void text_lists(std::vector<std::string> Record::* member) { lists(member, assign_text); }

  template <typename T, typename Element>
  void number_lists(std::vector<Element> Record::* member) {
    lists(member, [](duckdb_vector vector, idx_t index, T number) {
      static_cast<T*>(duckdb_vector_get_data(vector))[index] = number;
    });
  }

 private:
  static void assign_text(duckdb_vector vector, idx_t index, const std::string& text) {
    duckdb_vector_assign_string_element_len(vector, index, text.data(), text.size());
  }

  // `assign(vector, index, element)` puts one element of a record's list into the child vector.
  template <typename Element>
  void lists(std::vector<Element> Record::* member, auto assign) {
    duckdb_vector vector = next();
    idx_t total = 0;
    for (const Record& record : records_) total += (record.*member).size();
    duckdb_list_vector_reserve(vector, total);
    duckdb_list_vector_set_size(vector, total);
    duckdb_vector child = duckdb_list_vector_get_child(vector);
    auto* entries = static_cast<duckdb_list_entry*>(duckdb_vector_get_data(vector));
    idx_t offset = 0;
    for (const Record& record : records_) {
      const auto& list = record.*member;
      *entries++ = {.offset = offset, .length = list.size()};
      for (const auto& element : list) assign(child, offset++, element);
    }
  }

  duckdb_vector next() { return duckdb_data_chunk_get_vector(chunk_, column_++); }

  duckdb_data_chunk chunk_;
  std::span<const Record> records_;
  idx_t column_ = 0;
};

// An appender to one table, in the transaction that is open on the connection.
class TableAppender {
 public:
  // `catalog` is nullptr for the file's own, "temp" for the connection's.
  static Result<TableAppender> open(const Connection& connection, const char* catalog,
                                    const char* table);

  Status append(duckdb_data_chunk chunk);
  Status close();

  DataChunk make_chunk() const;

 private:
  explicit TableAppender(Appender appender) : appender_(std::move(appender)) {}

  Status check(duckdb_state state) const;

  Appender appender_;
};

// `fill(writer)` calls the writer once for each column.
template <typename Record>
Status append_all(const Connection& connection, const char* table, std::span<const Record> records,
                  auto fill, const char* catalog = nullptr) {
  if (records.empty()) return Ok{};
  auto appender = TableAppender::open(connection, catalog, table);
  if (!appender) return appender.error();
  const DataChunk chunk = appender->make_chunk();
  const std::size_t records_a_chunk = duckdb_vector_size();
  while (!records.empty()) {
    const auto part = records.first(std::min(records.size(), records_a_chunk));
    records = records.subspan(part.size());
    duckdb_data_chunk_reset(chunk.get());
    ChunkWriter<Record> writer(chunk.get(), part);
    fill(writer);
    duckdb_data_chunk_set_size(chunk.get(), part.size());
    if (Status appended = appender->append(chunk.get()); !appended) return appended;
  }
  return appender->close();
}

}  // namespace overt::duckdb
