#include "store/duckdb/database.h"

#include <fmt/format.h>

#include <string_view>

#include "store/duckdb/archive.h"
#include "store/duckdb/read_result.h"

namespace overt::duckdb {
namespace {

// DuckDB looks on the network for extensions that a query seems to need unless it is told not to.
// What reads and writes Parquet is built into its library. What a statement has given back, the
// process gives back too: it would count for the next one (ask_watch.h). A checkpoint writes the
// end of `run` and all of `half` anew, which costs as much as a few loads; 64 MB of log are half a
// million runs, and read again within seconds after a kill.
constexpr const char* kSettings[][2] = {{"threads", kThreads},
                                        {"allocator_bulk_deallocation_flush_threshold", "32MB"},
                                        {"allocator_flush_threshold", "32MB"},
                                        {"memory_limit", kMemoryLimit},
                                        {"checkpoint_threshold", "64MB"},
                                        {"autoinstall_known_extensions", "false"},
                                        {"autoload_known_extensions", "false"}};

// From then on no query reads or writes a file outside of `folder`. A list is no value of a
// configuration, so it comes after opening. Locked last.
Status lock_into(const DatabaseHandle& database, const std::string& folder) {
  const auto connection = connect(database);
  if (!connection) return connection.error();
  const std::string settings = fmt::format(
      "SET allowed_directories = [{}]; SET enable_external_access = false;"
      "SET lock_configuration = true",
      sql_text(folder + "/"));
  return execute(*connection, settings.c_str());
}

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
  return open_database(path, archive_folder(path));
}

Result<DatabaseHandle> open_database(const std::string& path, const std::string& folder) {
  const auto config = make_config();
  if (!config) return cannot_open(path, config.error());
  DatabaseHandle database;
  char* message = nullptr;
  if (duckdb_open_ext(path.c_str(), database.out(), config->get(), &message) != DuckDBSuccess) {
    const Error error = explain(path, message == nullptr ? "" : message);
    duckdb_free(message);
    return error;
  }
  if (const Status locked = lock_into(database, folder); !locked) {
    return cannot_open(path, locked.error());
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
