// The store: rows in, tables out. Implemented by duckdb/; one conformance suite for every kind.
#pragma once

#include <cstdint>
#include <functional>
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

// What a query's `$app` (empty for all), `$since_ms` and `$now_ms` stand for.
struct QueryParameters {
  std::string app;
  std::int64_t since_ms = 0;
  std::int64_t now_ms = 0;
};

class Store {
 public:
  virtual ~Store() = default;

  // The position in the inbox up to which rows have been loaded; 0 at the beginning.
  virtual Result<std::int64_t> position() = 0;

  // Adds the rows and moves the position, in one transaction: both are there, or neither. Large
  // batches (thousands of rows) are many times faster than small ones.
  virtual Status load(std::span<const Row> rows, std::int64_t position) = 0;

  // Reads everything once, as queries do beside it, as long as `keep_going`, asked every few tenths
  // of a second, is true; an error if something of it cannot be read. A second for some ten million
  // rows.
  virtual Status check(const std::function<bool()>& keep_going) = 0;

  // Runs one statement; an error for any but SELECT. It can read no file and change no setting.
  // Columns may be BOOLEAN, INTEGER, BIGINT, HUGEINT (if it fits), DOUBLE, VARCHAR, and DATE, which
  // comes as "2006-01-02"; others need a cast. Threads: any, also while load runs.
  virtual Result<QueryResult> query(const std::string& sql, const QueryParameters& parameters) = 0;
};

// Opens or makes the file at `path`. The error says who holds it if another process does; within
// this process it must be open once only.
Result<std::unique_ptr<Store>> open_duckdb_store(const std::string& path);

// Whether an error, of opening or later, tells that what is in the file cannot be read, now or
// ever: it was cut or overwritten. False for a disk that is full or fails, and for a file in use.
bool is_damage_of_duckdb_store(const Error& error);

// Renames what `damage` tells of, as name_aside() says; gives back the new name. That is the log of
// the last commits if it is alone damaged: the store without it is what it was before them, rows
// and position. The store must not be open.
Result<std::string> set_duckdb_store_aside(const std::string& path, const Error& damage,
                                           std::int64_t now_ms);

}  // namespace overt
