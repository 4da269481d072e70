#include "store/duckdb/new_store.h"

#include <cstdio>

#include "base/file.h"
#include "base/move_aside.h"
#include "store/duckdb/archive.h"
#include "store/duckdb/database.h"
#include "store/duckdb/schema.h"

namespace overt::duckdb {
namespace {

std::string new_path(const std::string& path) { return path + ".new"; }

void remove_with_log(const std::string& path) {
  for (const char* suffix : {"", ".wal"}) std::remove((path + suffix).c_str());
}

}  // namespace

Result<NewStore> NewStore::make(const std::string& path) {
  return make(path, archive_folder(path));
}

Result<NewStore> NewStore::make(const std::string& path, const std::string& folder) {
  NewStore store(path);
  remove_with_log(new_path(path));
  auto database = open_database(new_path(path), folder);
  if (!database) return database.error();
  store.database_ = *std::move(database);
  auto connection = connect(store.database_);
  if (!connection) return connection.error();
  store.connection_ = *std::move(connection);
  if (const auto made = check_or_make_tables(store.connection_); !made) return made.error();
  return store;
}

NewStore::~NewStore() {
  if (path_.empty()) return;
  connection_ = Connection();
  database_ = DatabaseHandle();
  remove_with_log(new_path(path_));
}

Status NewStore::put_in_place() {
  // Closed, it has no log beside it.
  connection_ = Connection();
  database_ = DatabaseHandle();
  std::remove((path_ + ".wal").c_str());
  if (std::rename(new_path(path_).c_str(), path_.c_str()) != 0) {
    return errno_error("write", path_);
  }
  const std::string placed = std::exchange(path_, {});
  return sync_directory_of(placed);
}

}  // namespace overt::duckdb
