// The store: rows in, tables out. Implemented by duckdb/; one conformance suite for every kind.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "base/result.h"
#include "store/row.h"

namespace overt {

// A cell of a query's answer; monostate is SQL's NULL.
using Cell = std::variant<std::monostate, bool, std::int64_t, double, std::string>;

struct QueryResult {
  std::vector<std::string> columns;
  std::vector<std::vector<Cell>> rows;
};

// What a query's `$app` (empty for all) and `$since_ms` stand for.
struct QueryParameters {
  std::string app;
  std::int64_t since_ms = 0;
};

class Store {
 public:
  virtual ~Store() = default;

  // The position in the inbox up to which rows have been loaded; 0 at the beginning.
  virtual Result<std::int64_t> position() = 0;

  // Adds the rows and moves the position, in one transaction: both are there, or neither.
  virtual Status load(std::span<const Row> rows, std::int64_t position) = 0;

  // Runs one statement that reads. Threads: any, also while load runs.
  virtual Result<QueryResult> query(const std::string& sql, const QueryParameters& parameters) = 0;
};

// Opens or makes the file at `path`. The error says who holds it if another process does.
Result<std::unique_ptr<Store>> open_duckdb_store(const std::string& path);

}  // namespace overt
