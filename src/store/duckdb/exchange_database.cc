#include "store/duckdb/exchange_database.h"

#include "store/duckdb/database.h"

namespace overt::duckdb {
namespace {

constexpr const char* kSettings[][2] = {{"threads", kThreads},
                                        {"memory_limit", kMemoryLimit},
                                        {"autoinstall_known_extensions", "false"},
                                        {"autoload_known_extensions", "false"}};

}  // namespace

Result<DatabaseHandle> open_exchange_database(const std::string& path) {
  Config config;
  bool good = duckdb_create_config(config.out()) == DuckDBSuccess;
  for (const auto& [name, value] : kSettings) {
    good = good && duckdb_set_config(config.get(), name, value) == DuckDBSuccess;
  }
  if (!good) return Error{"this DuckDB does not know a setting that overt needs"};
  DatabaseHandle database;
  char* message = nullptr;
  const char* const file = path.empty() ? nullptr : path.c_str();
  if (duckdb_open_ext(file, database.out(), config.get(), &message) != DuckDBSuccess) {
    Error error = first_line(message);
    duckdb_free(message);
    return path.empty() ? error : cannot_open(path, error);
  }
  return database;
}

std::string sql_literal(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') quoted += '\'';
    quoted += c;
  }
  return quoted + '\'';
}

}  // namespace overt::duckdb
