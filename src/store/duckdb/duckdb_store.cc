// The store in one DuckDB file. Loading has a connection of its own; each query makes one, so that
// any number of them run beside it, each on the state that was committed when it began.
#include <fmt/format.h>

#include <mutex>

#include "store/duckdb/archive.h"
#include "store/duckdb/ask.h"
#include "store/duckdb/database.h"
#include "store/duckdb/migrate.h"
#include "store/duckdb/new_store.h"
#include "store/duckdb/read_result.h"
#include "store/duckdb/schema.h"
#include "store/duckdb/table_loader.h"
#include "store/store.h"

namespace overt {
namespace duckdb {
namespace {

// Of one query of check(): a few tenths of a second.
constexpr std::int64_t kCheckedRows = 2'000'000;

bool bind_all(const Prepared& statement, const QueryParameters& parameters) {
  for (const auto& [name, value] : parameters) {
    idx_t index = 0;
    // A query need not name every parameter.
    if (duckdb_bind_parameter_index(statement.get(), &index, name.c_str()) != DuckDBSuccess) {
      continue;
    }
    const auto* text = std::get_if<std::string>(&value);
    const duckdb_state bound =
        text == nullptr
            ? duckdb_bind_int64(statement.get(), index, std::get<std::int64_t>(value))
            : duckdb_bind_varchar_length(statement.get(), index, text->data(), text->size());
    if (bound != DuckDBSuccess) return false;
  }
  return true;
}

class DuckdbStore final : public Store {
 public:
  DuckdbStore(std::string path, DatabaseHandle database, TableLoader loader)
      : path_(std::move(path)), database_(std::move(database)), loader_(std::move(loader)) {}

  Result<std::int64_t> position() override {
    const auto answer = query("SELECT position FROM store_state", {});
    if (!answer) return answer.error();
    return std::get<std::int64_t>(answer->rows.at(0).at(0));
  }

  Status load(std::span<const Row> rows, std::int64_t position) override {
    const std::lock_guard lock(loading_mutex_);
    Status loaded = loader_.load(rows, position);
    if (!loaded) return cannot_load(loaded.error());
    return loaded;
  }

  Result<std::size_t> add_refused(std::span<const RefusedEvents> refused) override {
    const std::lock_guard lock(loading_mutex_);
    const Status added = loader_.add_refused(refused);
    if (!added) return cannot_load(added.error());
    return refused.size();
  }

  Status set_lost(std::span<const LostBeforeSending> lost) override {
    const std::lock_guard lock(loading_mutex_);
    Status set = loader_.set_lost(lost);
    if (!set) return cannot_load(set.error());
    return set;
  }

  Status forget_before(std::int32_t day) override {
    const std::lock_guard lock(loading_mutex_);
    Status forgotten = loader_.forget_before(day);
    if (!forgotten) return cannot_load(forgotten.error());
    return remove_days_before(archive_folder(path_), day);
  }

  Result<std::int64_t> archive() override {
    const std::lock_guard lock(loading_mutex_);
    return loader_.archive(archive_folder(path_));
  }

  Status check(const std::function<bool()>& keep_going) override {
    for (const char* table : tables()) {
      if (Status checked = check_table(table, keep_going); !checked) return checked;
    }
    return Ok{};
  }

  Result<QueryResult> query(const std::string& sql, const QueryParameters& parameters) override {
    const auto connection = connect(database_);
    if (!connection) return connection.error();
    // A plan leaves out conditions that all rows of its moment meet. It must be run at that moment:
    // rows of a load in between would meet them as well, or be counted twice.
    if (const Status begun = execute(*connection, "BEGIN TRANSACTION READ ONLY"); !begun) {
      return cannot_query(begun.error().message.c_str());
    }
    Prepared statement;
    if (duckdb_prepare(connection->get(), sql.c_str(), statement.out()) != DuckDBSuccess) {
      return cannot_query(duckdb_prepare_error(statement.get()));
    }
    if (duckdb_prepared_statement_type(statement.get()) != DUCKDB_STATEMENT_TYPE_SELECT) {
      return cannot_query("only SELECT can be run");
    }
    if (!bind_all(statement, parameters)) return cannot_query("a parameter has another type");
    ResultHandle result;
    if (duckdb_execute_prepared(statement.get(), result.get()) != DuckDBSuccess) {
      return cannot_query(duckdb_result_error(result.get()));
    }
    return read_result(*result.get());
  }

  Result<AskAnswer> ask(const std::string& sql, const AskLimits& limits,
                        const std::stop_token& stop) override {
    auto answer = duckdb::ask(database_, sql, limits, stop);
    if (!answer) return cannot_query(answer.error().message.c_str());
    return answer;
  }

 private:
  Status check_table(const char* table, const std::function<bool()>& keep_going) {
    const auto end = query(fmt::format("SELECT coalesce(max(rowid) + 1, 0) FROM {}", table), {});
    if (!end) return end.error();
    const auto rows = std::get<std::int64_t>(end->rows.at(0).at(0));
    for (std::int64_t row = 0; row < rows && keep_going(); row += kCheckedRows) {
      // The hash of a row needs every column of it; counts and bounds come from statistics.
      const auto answer = query(fmt::format("SELECT bit_xor(hash({0}))::VARCHAR FROM {0} "
                                            "WHERE rowid >= {1} AND rowid < {2}",
                                            table, row, row + kCheckedRows),
                                {});
      if (!answer) return answer.error();
    }
    return Ok{};
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
  TableLoader loader_;
};

// Makes a file of the form of events one of this form.
Status migrate(const std::string& path, DatabaseHandle old_form) {
  auto store = NewStore::make(path);
  if (!store) return store.error();
  {
    const auto old_connection = connect(old_form);
    if (!old_connection) return old_connection.error();
    auto loader = TableLoader::open(store->take_connection());
    if (!loader) return loader.error();
    if (Status loaded = load_events_of_old_form(*old_connection, *loader); !loaded) return loaded;
  }
  old_form = DatabaseHandle();
  return store->put_in_place();
}

}  // namespace
}  // namespace duckdb

Result<std::unique_ptr<Store>> open_duckdb_store(const std::string& path) {
  auto database = duckdb::open_database(path);
  if (!database) return database.error();
  auto connection = duckdb::connect(*database);
  if (!connection) return duckdb::cannot_open(path, connection.error());
  const auto schema = duckdb::check_or_make_tables(*connection);
  if (!schema) return duckdb::cannot_open(path, schema.error());
  if (*schema == duckdb::kSchemaOfEvents) {
    *connection = duckdb::Connection();
    const Status migrated = duckdb::migrate(path, *std::move(database));
    if (!migrated) return duckdb::cannot_open(path, migrated.error());
    return open_duckdb_store(path);
  }
  auto loader = duckdb::TableLoader::open(*std::move(connection));
  if (!loader) return duckdb::cannot_open(path, loader.error());
  return std::unique_ptr<Store>(
      std::make_unique<duckdb::DuckdbStore>(path, *std::move(database), *std::move(loader)));
}

}  // namespace overt
