#include "store/duckdb/database.h"

#include <fmt/format.h>

#include <string_view>

#include "store/duckdb/read_result.h"

namespace overt::duckdb {
namespace {

// DuckDB looks on the network for extensions that a query seems to need unless it is told not to;
// without external access no query reads or writes a file of its own choice either. Locked last.
constexpr const char* kSettings[][2] = {{"threads", kThreads},
                                        {"memory_limit", kMemoryLimit},
                                        {"autoinstall_known_extensions", "false"},
                                        {"autoload_known_extensions", "false"},
                                        {"enable_external_access", "false"},
                                        {"lock_configuration", "true"}};

// DuckDB tells the holder of the lock only in words: "… (PID 123) …".
Error explain(const std::string& path, std::string_view message) {
  if (message.find("not a valid DuckDB database") != std::string_view::npos) {
    return cannot_open(path, Error{"not a DuckDB database"});
  }
  if (message.find("Conflicting lock") == std::string_view::npos) {
    return cannot_open(path, first_line(std::string(message).c_str()));
  }
  constexpr std::string_view kMark = "(PID ";
  const auto mark = message.find(kMark);
  std::string_view process;
  if (mark != std::string_view::npos) {
    process = message.substr(mark + kMark.size());
    process = process.substr(0, process.find_first_not_of("0123456789"));
  }
  return Error{fmt::format(
      "the store {} is in use by process {}; ask the running collector with --server URL", path,
      process.empty() ? "of an unknown number" : process)};
}

Result<Config> make_config() {
  Config config;
  bool good = duckdb_create_config(config.out()) == DuckDBSuccess;
  for (const auto& [name, value] : kSettings) {
    good = good && duckdb_set_config(config.get(), name, value) == DuckDBSuccess;
  }
  if (!good) return Error{"this DuckDB does not know a setting that overt needs"};
  return config;
}

}  // namespace

Error cannot_open(const std::string& path, const Error& reason) {
  return Error{fmt::format("cannot open the store {}: {}", path, reason.message)};
}

Result<DatabaseHandle> open_database(const std::string& path) {
  const auto config = make_config();
  if (!config) return cannot_open(path, config.error());
  DatabaseHandle database;
  char* message = nullptr;
  if (duckdb_open_ext(path.c_str(), database.out(), config->get(), &message) != DuckDBSuccess) {
    const Error error = explain(path, message == nullptr ? "" : message);
    duckdb_free(message);
    return error;
  }
  return database;
}

Result<Connection> connect(const DatabaseHandle& database) {
  Connection connection;
  if (duckdb_connect(database.get(), connection.out()) != DuckDBSuccess) {
    return Error{"DuckDB gives no connection"};
  }
  return connection;
}

Status execute(const Connection& connection, const char* sql) {
  ResultHandle result;
  if (duckdb_query(connection.get(), sql, result.get()) != DuckDBSuccess) {
    return first_line(duckdb_result_error(result.get()));
  }
  return Ok{};
}

Result<QueryResult> query(const Connection& connection, const char* sql) {
  ResultHandle result;
  if (duckdb_query(connection.get(), sql, result.get()) != DuckDBSuccess) {
    return first_line(duckdb_result_error(result.get()));
  }
  return read_result(*result.get());
}

Result<std::int64_t> integer(const Connection& connection, const char* sql) {
  const auto answer = query(connection, sql);
  if (!answer) return answer.error();
  if (answer->rows.empty()) return Error{"a table that must have a row is empty"};
  const auto* number = std::get_if<std::int64_t>(&answer->rows[0].at(0));
  return number == nullptr ? std::int64_t{0} : *number;
}

Error first_line(const char* message) {
  const std::string_view text = message == nullptr ? "unknown failure" : message;
  return Error{std::string(text.substr(0, text.find('\n')))};
}

}  // namespace overt::duckdb
