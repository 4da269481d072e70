// The store in one DuckDB file. Loading has a connection of its own; each query makes one, so that
// any number of them run beside it, each on the state that was committed when it began.
#include <fmt/format.h>

#include <mutex>

#include "store/duckdb/convert.h"
#include "store/duckdb/database.h"
#include "store/store.h"

namespace overt {
namespace duckdb {
namespace {

// Of one query of check(): a few tenths of a second.
constexpr std::int64_t kCheckedRows = 2'000'000;

bool bind(const Prepared& statement, const QueryParameters& parameters) {
  const auto index_of = [&](const char* name) {
    idx_t index = 0;
    // A query need not name every parameter.
    return duckdb_bind_parameter_index(statement.get(), &index, name) == DuckDBSuccess ? index : 0;
  };
  bool good = true;
  if (const idx_t app = index_of("app"); app != 0) {
    good = duckdb_bind_varchar_length(statement.get(), app, parameters.app.data(),
                                      parameters.app.size()) == DuckDBSuccess;
  }
  if (const idx_t since = index_of("since_ms"); good && since != 0) {
    good = duckdb_bind_int64(statement.get(), since, parameters.since_ms) == DuckDBSuccess;
  }
  if (const idx_t now = index_of("now_ms"); good && now != 0) {
    good = duckdb_bind_int64(statement.get(), now, parameters.now_ms) == DuckDBSuccess;
  }
  return good;
}

class DuckdbStore final : public Store {
 public:
  DuckdbStore(std::string path, DatabaseHandle database, Connection loading)
      : path_(std::move(path)), database_(std::move(database)), loading_(std::move(loading)) {}

  Result<std::int64_t> position() override {
    const auto answer = query("SELECT position FROM store_state", {});
    if (!answer) return answer.error();
    return std::get<std::int64_t>(answer->rows.at(0).at(0));
  }

  Status load(std::span<const Row> rows, std::int64_t position) override {
    const std::lock_guard lock(loading_mutex_);
    if (const Status begun = execute(loading_, "BEGIN"); !begun) return cannot_load(begun.error());
    Status loaded = load_in_transaction(rows, position);
    if (loaded) return loaded;
    // A failed COMMIT has already rolled back, and then this fails; either way nothing is open.
    (void)execute(loading_, "ROLLBACK");
    return cannot_load(loaded.error());
  }

  Status check(const std::function<bool()>& keep_going) override {
    const auto end = query("SELECT coalesce(max(rowid) + 1, 0) FROM event", {});
    if (!end) return end.error();
    const auto rows = std::get<std::int64_t>(end->rows.at(0).at(0));
    for (std::int64_t row = 0; row < rows && keep_going(); row += kCheckedRows) {
      // The hash of a row needs every column of it; counts and bounds come from statistics.
      const auto answer = query(fmt::format("SELECT bit_xor(hash(event))::VARCHAR FROM event "
                                            "WHERE rowid >= {} AND rowid < {}",
                                            row, row + kCheckedRows),
                                {});
      if (!answer) return answer.error();
    }
    return Ok{};
  }

  Result<QueryResult> query(const std::string& sql, const QueryParameters& parameters) override {
    const auto connection = connect(database_);
    if (!connection) return connection.error();
    Prepared statement;
    if (duckdb_prepare(connection->get(), sql.c_str(), statement.out()) != DuckDBSuccess) {
      return cannot_query(duckdb_prepare_error(statement.get()));
    }
    if (duckdb_prepared_statement_type(statement.get()) != DUCKDB_STATEMENT_TYPE_SELECT) {
      return cannot_query("only SELECT can be run");
    }
    if (!bind(statement, parameters)) return cannot_query("a parameter has another type");
    ResultHandle result;
    if (duckdb_execute_prepared(statement.get(), result.get()) != DuckDBSuccess) {
      return cannot_query(duckdb_result_error(result.get()));
    }
    return read_result(*result.get());
  }

 private:
  Status load_in_transaction(std::span<const Row> rows, std::int64_t position) {
    if (const Status appended = append_rows(loading_, rows); !appended) return appended;
    const auto update = fmt::format("UPDATE store_state SET position = {}", position);
    if (const Status moved = execute(loading_, update.c_str()); !moved) return moved;
    return execute(loading_, "COMMIT");
  }

  Error cannot_load(const Error& reason) const {
    return Error{fmt::format("cannot load into the store {}: {}", path_, reason.message)};
  }

  Error cannot_query(const char* reason) const {
    return Error{fmt::format("cannot query the store {}: {}", path_, first_line(reason).message)};
  }

  std::string path_;
  DatabaseHandle database_;
  std::mutex loading_mutex_;
  Connection loading_;
};

}  // namespace
}  // namespace duckdb

Result<std::unique_ptr<Store>> open_duckdb_store(const std::string& path) {
  auto database = duckdb::open_database(path);
  if (!database) return database.error();
  auto loading = duckdb::connect(*database);
  if (!loading) return loading.error();
  return std::unique_ptr<Store>(
      std::make_unique<duckdb::DuckdbStore>(path, *std::move(database), *std::move(loading)));
}

}  // namespace overt
