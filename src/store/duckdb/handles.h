// What DuckDB's C API gives out, each destroyed at the end of its owner.
#pragma once

#include <duckdb.h>

#include <utility>

namespace overt::duckdb {

template <typename T, auto kDestroy>
class Handle {
 public:
  Handle() = default;
  explicit Handle(T raw) : raw_(raw) {}
  Handle(Handle&& other) noexcept : raw_(std::exchange(other.raw_, nullptr)) {}
  Handle& operator=(Handle&& other) noexcept {
    std::swap(raw_, other.raw_);
    return *this;
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() {
    if (raw_ != nullptr) kDestroy(&raw_);
  }

  T get() const { return raw_; }
  // Where a function of the C API puts what it made. Only for an empty handle.
  T* out() { return &raw_; }

 private:
  T raw_ = nullptr;
};

using Config = Handle<duckdb_config, duckdb_destroy_config>;
using DatabaseHandle = Handle<duckdb_database, duckdb_close>;
using Connection = Handle<duckdb_connection, duckdb_disconnect>;
using Prepared = Handle<duckdb_prepared_statement, duckdb_destroy_prepare>;
using Appender = Handle<duckdb_appender, duckdb_appender_destroy>;
using DataChunk = Handle<duckdb_data_chunk, duckdb_destroy_data_chunk>;
using LogicalType = Handle<duckdb_logical_type, duckdb_destroy_logical_type>;

// A duckdb_result is a struct that is destroyed also after a failure: it owns the message.
class ResultHandle {
 public:
  ResultHandle() = default;
  ResultHandle(const ResultHandle&) = delete;
  ResultHandle& operator=(const ResultHandle&) = delete;
  ~ResultHandle() { duckdb_destroy_result(&raw_); }

  duckdb_result* get() { return &raw_; }

 private:
  duckdb_result raw_{};
};

}  // namespace overt::duckdb
