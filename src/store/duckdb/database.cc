#include "store/duckdb/database.h"

#include <fmt/format.h>

#include <string_view>

namespace overt::duckdb {
namespace {

// The form of the tables below. Raised when they change, with the statements that change them.
constexpr int kSchemaVersion = 1;

// No primary key and no index: they make loading four times slower, and reports scan. Texts of few
// values are left to DuckDB's dictionary compression. `day` is that of received_ms, in UTC. The
// order of the columns is that of append_rows() in convert.cc.
constexpr char kCreateTables[] = R"(
  BEGIN;
  CREATE TABLE event (
    app VARCHAR NOT NULL,
    received_ms BIGINT NOT NULL,
    ts_ms BIGINT NOT NULL,
    day DATE NOT NULL,
    execution_id UUID NOT NULL,
    project UBIGINT NOT NULL,
    command VARCHAR NOT NULL,
    event_type VARCHAR NOT NULL,
    schema_version INTEGER NOT NULL,
    os VARCHAR NOT NULL,
    arch VARCHAR NOT NULL,
    version VARCHAR NOT NULL,
    group_channel VARCHAR NOT NULL,
    ci BOOLEAN NOT NULL,
    ci_name VARCHAR NOT NULL,
    exit_code BIGINT,
    duration_ms BIGINT,
    option_names VARCHAR[] NOT NULL,
    option_as_cli BOOLEAN[] NOT NULL,
    option_as_env BOOLEAN[] NOT NULL,
    option_counts BIGINT[] NOT NULL
  );
  CREATE TABLE store_state (schema_version INTEGER NOT NULL, position BIGINT NOT NULL);
  INSERT INTO store_state VALUES ({}, 0);
  COMMIT)";

// DuckDB looks on the network for extensions that a query seems to need unless it is told not to;
// without external access no query reads or writes a file of its own choice either. Locked last.
constexpr const char* kSettings[][2] = {{"threads", kThreads},
                                        {"memory_limit", kMemoryLimit},
                                        {"autoinstall_known_extensions", "false"},
                                        {"autoload_known_extensions", "false"},
                                        {"enable_external_access", "false"},
                                        {"lock_configuration", "true"}};

Error cannot_open(const std::string& path, const Error& reason) {
  return Error{fmt::format("cannot open the store {}: {}", path, reason.message)};
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

// The first value of the first row; nothing if there is no row.
Result<std::int64_t> integer(const Connection& connection, const char* sql) {
  ResultHandle result;
  if (duckdb_query(connection.get(), sql, result.get()) != DuckDBSuccess) {
    return first_line(duckdb_result_error(result.get()));
  }
  const DataChunk chunk(duckdb_fetch_chunk(*result.get()));
  if (chunk.get() == nullptr || duckdb_data_chunk_get_size(chunk.get()) == 0) {
    return Error{"a table that must have a row is empty"};
  }
  return *static_cast<std::int64_t*>(
      duckdb_vector_get_data(duckdb_data_chunk_get_vector(chunk.get(), 0)));
}

Status check_or_make_tables(const Connection& connection) {
  const auto tables = integer(connection, "SELECT count(*) FROM duckdb_tables()");
  if (!tables) return tables.error();
  if (*tables == 0) return execute(connection, fmt::format(kCreateTables, kSchemaVersion).c_str());
  const auto ours =
      integer(connection,
              "SELECT count(*) FROM duckdb_tables() WHERE table_name IN ('event', 'store_state')");
  if (!ours) return ours.error();
  if (*ours != 2) return Error{"it is another program's database"};
  const auto version = integer(connection, "SELECT schema_version::BIGINT FROM store_state");
  if (!version) return version.error();
  if (*version > kSchemaVersion) {
    return Error{"it was made by a newer version of overt; use that version"};
  }
  return Ok{};
}

}  // namespace

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
  const auto connection = connect(database);
  if (!connection) return cannot_open(path, connection.error());
  if (const Status checked = check_or_make_tables(*connection); !checked) {
    return cannot_open(path, checked.error());
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

Error first_line(const char* message) {
  const std::string_view text = message == nullptr ? "unknown failure" : message;
  return Error{std::string(text.substr(0, text.find('\n')))};
}

}  // namespace overt::duckdb
