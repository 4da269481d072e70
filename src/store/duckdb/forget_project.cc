// A project out of a store and its archive. What a database deletes stays in its file for a while;
// so everything that has the project is written anew without it, and takes the other's place.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdio>
#include <filesystem>
#include <system_error>

#include "base/move_aside.h"
#include "store/duckdb/apply_day.h"
#include "store/duckdb/archive.h"
#include "store/duckdb/checksum.h"
#include "store/duckdb/database.h"
#include "store/duckdb/new_store.h"
#include "store/duckdb/schema.h"
#include "store/duckdb/tables.h"
#include "store/row.h"
#include "store/store.h"

namespace overt {
namespace duckdb {
namespace {

// {0} is where the tables are, {1} the app, {2} projects. What is forgotten of a table.
constexpr const char* kForgotten =
    "project IN ({2}) AND command IN (SELECT id FROM {0}.command WHERE app = {1})";

// All but what is forgotten, and of the dictionaries what is named by it.
constexpr const char* kCopy = R"(
  INSERT INTO run FROM old.run WHERE NOT ({0});
  INSERT INTO half FROM old.half WHERE NOT ({0});
  INSERT INTO archive_half FROM old.archive_half WHERE NOT ({0});
  INSERT INTO other_event FROM old.other_event WHERE NOT ({0});
  INSERT INTO refusal FROM old.refusal;
  DELETE FROM store_state;
  INSERT INTO store_state SELECT * REPLACE ({1} AS schema_version) FROM old.store_state;
  CREATE TEMP TABLE named AS
  SELECT command, environment, options, 0 AS shape FROM run
  UNION SELECT command, environment, options, 0 FROM half
  UNION SELECT command, environment, options, 0 FROM archive_half
  UNION SELECT command, environment, options, shape FROM other_event;
  INSERT INTO command FROM old.command WHERE id IN (SELECT command FROM temp.named);
  INSERT INTO environment FROM old.environment WHERE id IN (SELECT environment FROM temp.named);
  INSERT INTO version FROM old.version WHERE id IN (SELECT version_id FROM environment);
  INSERT INTO option_set FROM old.option_set WHERE id IN (SELECT options FROM temp.named);
  INSERT INTO shape FROM old.shape WHERE id IN (SELECT shape FROM temp.named);
)";

struct Project {
  std::string app;
  std::span<const std::uint64_t> numbers;

  // What is forgotten of a table in `catalog`, as SQL.
  std::string in(std::string_view catalog) const {
    return fmt::format(kForgotten, catalog, sql_text(app), fmt::join(numbers, ", "));
  }
};

Result<std::int64_t> count(const Connection& connection, std::string_view table,
                           const std::string& where) {
  return integer(connection, fmt::format("SELECT count(*) FROM {} WHERE {}", table, where).c_str());
}

Result<ForgottenRows> count_all(const Connection& connection, const std::string& catalog,
                                const Project& project) {
  const std::string where = project.in(catalog);
  const auto runs = count(connection, catalog + ".run", where);
  if (!runs) return runs.error();
  const auto halves = count(connection, catalog + ".half", where);
  if (!halves) return halves.error();
  const auto others = count(connection, catalog + ".other_event", where);
  if (!others) return others.error();
  return ForgottenRows{.runs = *runs, .halves = *halves, .other_events = *others};
}

Result<std::int32_t> closed_day(const Connection& connection) {
  const auto day = integer(connection, "SELECT closed_day::BIGINT FROM store_state");
  if (!day) return day.error();
  return static_cast<std::int32_t>(*day);
}

// The store itself; nothing is written if it has nothing of the project.
Result<ForgottenRows> forget_in_tables(const std::string& path, const Project& project) {
  auto store = NewStore::make(path, std::filesystem::absolute(path).parent_path());
  if (!store) return store.error();
  const Connection& connection = store->connection();
  const std::string attach = fmt::format("ATTACH {} AS old (READ_ONLY)", sql_text(path));
  if (const Status attached = execute(connection, attach.c_str()); !attached) {
    return attached.error();
  }
  auto forgotten = count_all(connection, "old", project);
  if (!forgotten) return forgotten.error();
  const std::string copy = fmt::format(kCopy, project.in("old"), kSchemaVersion);
  if (const Status copied = execute(connection, copy.c_str()); !copied) return copied.error();
  const auto last_day = closed_day(connection);
  if (!last_day) return last_day.error();
  if (const Status counted = count_closed_days(connection, *last_day); !counted) {
    return counted.error();
  }
  if (const Status let_go = execute(connection, "DETACH old"); !let_go) return let_go.error();
  if (const Status placed = store->put_in_place(); !placed) return placed.error();
  return forgotten;
}

// Applies a day's file to empty tables, takes the project out, and writes the file anew. The
// tables are on disk, since a day may be larger than memory.
Result<std::int64_t> forget_in_file(const std::string& path, const ArchiveFile& file,
                                    const Project& project) {
  const auto store = NewStore::make(path);
  if (!store) return store.error();
  const Connection& connection = store->connection();
  if (const Status applied = apply_day(connection, file); !applied) return applied.error();
  auto forgotten = count_all(connection, "main", project);
  if (!forgotten) return forgotten.error();
  if (forgotten->all() == 0) return 0;
  const std::string remove = fmt::format(
      "INSERT INTO archive_half FROM half WHERE NOT ({0});"
      "DELETE FROM run WHERE {0};"
      "DELETE FROM other_event WHERE {0}",
      project.in("main"));
  if (const Status removed = execute(connection, remove.c_str()); !removed) {
    return removed.error();
  }
  const Status written = write_day(connection, archive_folder(path), file.day, file.ended);
  if (!written) return written.error();
  return forgotten->all();
}

// Before its tables are made, which takes longer.
Result<bool> names_project(const Connection& connection, const ArchiveFile& file,
                           const Project& project) {
  const auto rows =
      integer(connection,
              fmt::format("SELECT count(*) FROM (SELECT coalesce((run).project, (half).project, "
                          "(other_event).project) AS project FROM read_parquet({})) "
                          "WHERE (project & {}) IN ({})",
                          sql_text(file.path), kIdMask, fmt::join(project.numbers, ", "))
                  .c_str());
  if (!rows) return rows.error();
  return *rows > 0;
}

// Files that cannot be read may have the project in them.
Status remove_unreadable(const ArchiveFiles& archive) {
  for (const std::string& path : archive.damaged) {
    if (Status removed = remove_with_checksum(path); !removed) return removed;
  }
  return Ok{};
}

Result<ForgottenRows> forget_in_archive(const std::string& path, const Project& project) {
  const auto database = open_database(":memory:", archive_folder(path));
  if (!database) return database.error();
  const auto connection = connect(*database);
  if (!connection) return connection.error();
  if (const Status removed = remove_unfinished(archive_folder(path)); !removed) {
    return removed.error();
  }
  auto archive = list_archive(*connection, archive_folder(path), Sums::kCompared);
  if (!archive) return archive.error();
  ForgottenRows forgotten;
  for (const ArchiveFile& file : archive->files) {
    if (!can_be_read(*connection, file)) {
      archive->damaged.push_back(file.path);
      continue;
    }
    const auto is_named = names_project(*connection, file, project);
    if (!is_named) return is_named.error();
    if (!*is_named) continue;
    const auto rows = forget_in_file(path, file, project);
    if (!rows) return rows.error();
    forgotten.archived_rows += *rows;
    forgotten.archived_days += *rows > 0 ? 1 : 0;
  }
  forgotten.damaged_days = static_cast<std::int64_t>(archive->damaged.size());
  if (const Status removed = remove_unreadable(*archive); !removed) return removed.error();
  return forgotten;
}

}  // namespace
}  // namespace duckdb

Result<ForgottenRows> forget_in_duckdb_store(const std::string& path, const std::string& app,
                                             std::span<const std::uint64_t> projects) {
  const duckdb::Project project{.app = app, .numbers = projects};
  // Brings its form up, and its log into the file.
  if (const auto opened = open_duckdb_store(path); !opened) return opened.error();
  const auto of_archive = duckdb::forget_in_archive(path, project);
  if (!of_archive) return of_archive.error();
  auto forgotten = duckdb::forget_in_tables(path, project);
  if (!forgotten) return forgotten.error();
  forgotten->archived_days = of_archive->archived_days;
  forgotten->archived_rows = of_archive->archived_rows;
  forgotten->damaged_days = of_archive->damaged_days;
  return forgotten;
}

}  // namespace overt
