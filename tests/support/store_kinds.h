// For the conformance suites: the kinds of stores, and what one calls otherwise than another.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <ostream>
#include <regex>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/temporary_directory.h"
#include "store/clickhouse/clickhouse.h"
#include "store/store.h"
#include "support/clickhouse_server.h"

namespace overt::testing {

// One server for all cases of a program; each has a database of its own.
inline ClickhouseServer& clickhouse_server() {
  static ClickhouseServer server;
  return server;
}

// After a directory that nobody else has.
inline std::string database_of(const TemporaryDirectory& directory) {
  std::string name = directory.path().substr(directory.path().rfind('/') + 1);
  std::ranges::replace(name, '-', '_');
  return name;
}

inline Result<std::unique_ptr<Store>> open_test_clickhouse(const TemporaryDirectory& directory) {
  static const SystemClock clock;
  return open_clickhouse_store(
      {.url = clickhouse_server().url(database_of(directory)), .collector = "test"}, clock);
}

struct StoreKind {
  const char* name;
  Result<std::unique_ptr<Store>> (*open)(const TemporaryDirectory& directory);

  friend void PrintTo(const StoreKind& kind, std::ostream* out) { *out << kind.name; }

  bool is_clickhouse() const { return std::string_view(name) == "clickhouse"; }

  // False, and the case is skipped, where a kind needs what is not installed.
  bool can_be_had() const { return !is_clickhouse() || has_clickhouse_server(); }

  // A statement of DuckDB's as this kind takes it.
  std::string sql(std::string statement) const {
    if (!is_clickhouse()) return statement;
    const std::pair<const char*, const char*> words[] = {
        {R"(CAST\((\w+) AS VARCHAR\))", "toString($1)"},
        {R"(DATE '([0-9-]+)')", "toDate('$1')"},
        {R"(\blen\()", "length("},
        {"FROM refusal ", "FROM refusals(toDate('2000-01-01'), toDate('2100-01-01'), 0) "},
        {"GROUP BY ALL", "GROUP BY day, app, reason, version"},
        {R"(::DOUBLE)", " + toFloat64(0)"}};
    for (const auto& [duckdb, clickhouse] : words) {
      statement = std::regex_replace(statement, std::regex(duckdb), clickhouse);
    }
    return statement;
  }
};

inline const StoreKind kStoreKinds[] = {
    {"duckdb", [](const auto& directory) { return open_duckdb_store(directory.file("store")); }},
    {"clickhouse", open_test_clickhouse},
};

}  // namespace overt::testing
