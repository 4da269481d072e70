#include "store/duckdb/ask.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "store/duckdb/ask_check.h"
#include "store/duckdb/ask_views.h"
#include "store/duckdb/ask_watch.h"
#include "store/duckdb/database.h"
#include "store/duckdb/read_result.h"

namespace overt::duckdb {
namespace {

AskAnswer refused(std::string why) { return {.refusal = std::move(why), .result = {}}; }

// What read_result() reads as it is. DECIMAL is what DuckDB makes of `100.0`.
std::string_view cast_for(duckdb_type type) {
  constexpr std::array kAsTheyAre = {DUCKDB_TYPE_BOOLEAN, DUCKDB_TYPE_INTEGER, DUCKDB_TYPE_BIGINT,
                                     DUCKDB_TYPE_HUGEINT, DUCKDB_TYPE_DOUBLE,  DUCKDB_TYPE_DATE,
                                     DUCKDB_TYPE_VARCHAR};
  constexpr std::array kSmallIntegers = {DUCKDB_TYPE_TINYINT, DUCKDB_TYPE_SMALLINT,
                                         DUCKDB_TYPE_UTINYINT, DUCKDB_TYPE_USMALLINT,
                                         DUCKDB_TYPE_UINTEGER};
  if (std::ranges::count(kAsTheyAre, type) > 0) return "";
  if (std::ranges::count(kSmallIntegers, type) > 0) return "BIGINT";
  return type == DUCKDB_TYPE_DECIMAL || type == DUCKDB_TYPE_FLOAT ? "DOUBLE" : "VARCHAR";
}

// The statement, and around it what gives each column a type that can be read, and no more rows
// than are wanted.
struct Wrapped {
  std::string sql;
  std::vector<std::string> columns;
};

Wrapped wrap(const Prepared& statement, const std::string& sql, std::size_t rows) {
  Wrapped wrapped;
  std::string casts;
  std::string names;
  for (idx_t i = 0; i < duckdb_prepared_statement_column_count(statement.get()); ++i) {
    const std::string_view cast =
        cast_for(duckdb_prepared_statement_column_type(statement.get(), i));
    const std::string name = fmt::format("column_{}", i);
    casts += casts.empty() ? "" : ", ";
    casts += cast.empty() ? name : fmt::format("CAST({} AS {})", name, cast);
    names += (names.empty() ? "" : ", ") + name;
    const char* column = duckdb_prepared_statement_column_name(statement.get(), i);
    wrapped.columns.emplace_back(column == nullptr ? "" : column);
    duckdb_free(const_cast<char*>(column));  // NOLINT(cppcoreguidelines-pro-type-const-cast)
  }
  wrapped.sql = fmt::format("SELECT {} FROM ({}) AS answer({}) LIMIT {}", casts, sql, names, rows);
  return wrapped;
}

std::size_t bytes_of(const QueryResult& result) {
  std::size_t bytes = 0;
  for (const auto& row : result.rows) {
    bytes += row.size() * sizeof(Cell);
    for (const Cell& cell : row) {
      if (const auto* text = std::get_if<std::string>(&cell)) bytes += text->size();
    }
  }
  return bytes;
}

// What DuckDB says of the statement; an error if it is of the store. Its message begins with the
// kind of error, so that no text of the statement can pass for one.
Result<AskAnswer> refused_by_duckdb(const char* message) {
  constexpr std::array<std::string_view, 4> kOfTheStore = {"FATAL Error", "INTERNAL Error",
                                                           "IO Error", "Serialization Error"};
  Error error = first_line(message);
  const bool is_of_the_store = std::ranges::any_of(
      kOfTheStore, [&error](std::string_view kind) { return error.message.starts_with(kind); });
  if (is_of_the_store) return error;
  return refused(std::move(error.message));
}

Result<AskAnswer> run(const Connection& connection, const std::string& sql,
                      const AskLimits& limits) {
  Prepared given;
  if (duckdb_prepare(connection.get(), sql.c_str(), given.out()) != DuckDBSuccess) {
    return refused_by_duckdb(duckdb_prepare_error(given.get()));
  }
  if (duckdb_prepared_statement_type(given.get()) != DUCKDB_STATEMENT_TYPE_SELECT) {
    return refused("only SELECT can be run");
  }
  const Wrapped wrapped = wrap(given, sql, limits.rows_max + 1);
  Prepared statement;
  if (duckdb_prepare(connection.get(), wrapped.sql.c_str(), statement.out()) != DuckDBSuccess) {
    return refused_by_duckdb(duckdb_prepare_error(statement.get()));
  }
  ResultHandle result;
  if (duckdb_execute_prepared(statement.get(), result.get()) != DuckDBSuccess) {
    return refused_by_duckdb(duckdb_result_error(result.get()));
  }
  auto read = read_result(*result.get());
  if (!read) return refused(read.error().message);
  AskAnswer answer{.refusal = {}, .result = *std::move(read)};
  answer.result.columns = wrapped.columns;
  answer.truncated = answer.result.rows.size() > limits.rows_max;
  if (answer.truncated) answer.result.rows.pop_back();
  if (bytes_of(answer.result) > limits.bytes_max) {
    return refused(
        fmt::format("the answer has more than {} MB; ask for less of it", limits.bytes_max >> 20U));
  }
  return answer;
}

}  // namespace

Result<AskAnswer> ask(const DatabaseHandle& database, const std::string& sql,
                      const AskLimits& limits, const std::stop_token& stop) {
  const auto asking = connect(database);
  if (!asking) return asking.error();
  const auto watching = connect(database);
  if (!watching) return watching.error();
  if (const Status made = make_ask_views(*asking); !made) return made.error();
  const auto statement = check_statement(*asking, sql);
  if (!statement) return statement.error();
  if (!statement->refusal.empty()) return refused(statement->refusal);
  // Whatever the check has overlooked cannot write.
  if (const Status begun = execute(*asking, "BEGIN TRANSACTION READ ONLY"); !begun) {
    return begun.error();
  }
  AskWatch watch(
      *asking, *watching,
      {.timeout = limits.timeout, .memory_max = kAskMemoryMax, .uncounted_max = kAskUncountedMax},
      stop);
  auto answer = run(*asking, statement->sql, limits);
  const std::string interrupted = watch.end();
  if (!interrupted.empty() && answer && !answer->refusal.empty()) return refused(interrupted);
  return answer;
}

}  // namespace overt::duckdb
