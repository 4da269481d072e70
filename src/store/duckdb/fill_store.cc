// A store that is made from its archive, day by day, as it once was.
#include <fmt/format.h>

#include <algorithm>

#include "store/duckdb/apply_day.h"
#include "store/duckdb/archive.h"
#include "store/duckdb/database.h"
#include "store/duckdb/new_store.h"
#include "store/duckdb/tables.h"
#include "store/store.h"

namespace overt {
namespace duckdb {
namespace {

// Adds a file that counts: what lies between it and those before is in none.
void add(ArchiveExtent& extent, const ArchiveFile& file) {
  if (extent.days > 0 && file.ended.after_position > extent.position) {
    extent.missing += file.ended.after_position - extent.position;
  }
  ++extent.days;
  extent.position = std::max(extent.position, file.ended.position);
}

// As if the day after the last one had begun: all that is loaded from now on is settled later.
Status write_state(const Connection& connection, std::int32_t last_day, std::int64_t position) {
  return execute(connection,
                 fmt::format("UPDATE store_state SET position = {1}, closed_day = {0},"
                             " newest_day = {0} + 1, ended_day = {0}, ended_position = {1},"
                             " archived_day = {0}, archived_position = {1}",
                             last_day, position)
                     .c_str());
}

Result<ArchiveExtent> fill(const Connection& connection, const ArchiveFiles& archive,
                           const std::function<void(std::int64_t, std::int64_t)>& tell) {
  ArchiveExtent extent{.damaged = archive.damaged, .without_digest = archive.without_digest};
  std::int32_t last_day = kNoDay;
  std::int64_t done = 0;
  for (const ArchiveFile& file : archive.files) {
    if (can_be_read(connection, file)) {
      if (const Status applied = apply_day(connection, file); !applied) return applied.error();
      add(extent, file);
      last_day = std::max(last_day, file.ended.day);
    } else {
      extent.damaged.push_back(file.path);
    }
    tell(++done, static_cast<std::int64_t>(archive.files.size()));
  }
  if (extent.days == 0) return extent;
  if (const Status counted = count_closed_days(connection, last_day); !counted) {
    return counted.error();
  }
  if (const Status written = write_state(connection, last_day, extent.position); !written) {
    return written.error();
  }
  return extent;
}

Result<ArchiveFiles> list(const std::string& path, Sums sums) {
  // In memory: the store itself need not be there, nor be in order.
  const auto database = open_database(":memory:", archive_folder(path));
  if (!database) return database.error();
  const auto connection = connect(*database);
  if (!connection) return connection.error();
  return list_archive(*connection, archive_folder(path), sums);
}

}  // namespace
}  // namespace duckdb

Result<ArchiveExtent> extent_of_duckdb_archive(const std::string& path) {
  const auto archive = duckdb::list(path, duckdb::Sums::kLeft);
  if (!archive) return archive.error();
  ArchiveExtent extent{.damaged = archive->damaged, .without_digest = archive->without_digest};
  for (const duckdb::ArchiveFile& file : archive->files) duckdb::add(extent, file);
  return extent;
}

Result<ArchiveExtent> check_duckdb_archive(
    const std::string& path, const std::function<void(std::int64_t, std::int64_t)>& tell) {
  const auto database = duckdb::open_database(":memory:", duckdb::archive_folder(path));
  if (!database) return database.error();
  const auto connection = duckdb::connect(*database);
  if (!connection) return connection.error();
  // Each file counts twice: compared with its checksum, and read if it has none.
  const auto archive =
      duckdb::list_archive(*connection, duckdb::archive_folder(path), duckdb::Sums::kCompared,
                           [&tell](std::int64_t done, std::int64_t days) { tell(done, 2 * days); });
  if (!archive) return archive.error();
  ArchiveExtent extent{.damaged = archive->damaged, .without_digest = archive->without_digest};
  const auto days = static_cast<std::int64_t>(archive->files.size());
  std::int64_t done = days;
  for (const duckdb::ArchiveFile& file : archive->files) {
    tell(done++, 2 * days);
    if (duckdb::can_be_read(*connection, file)) {
      duckdb::add(extent, file);
    } else {
      extent.damaged.push_back(file.path);
    }
  }
  return extent;
}

Result<ArchiveExtent> fill_duckdb_store(
    const std::string& path, const std::function<void(std::int64_t, std::int64_t)>& tell) {
  const auto archive = duckdb::list(path, duckdb::Sums::kCompared);
  if (!archive) return archive.error();
  auto store = duckdb::NewStore::make(path);
  if (!store) return store.error();
  auto extent = duckdb::fill(store->connection(), *archive, tell);
  if (!extent) {
    return Error{
        fmt::format("cannot fill the store {} from its archive: {}", path, extent.error().message)};
  }
  if (const Status placed = store->put_in_place(); !placed) return placed.error();
  return extent;
}

}  // namespace overt
