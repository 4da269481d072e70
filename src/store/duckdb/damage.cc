// Damage of the database's file and trouble of its disk, told by what DuckDB says: it has no codes
// for them.
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

#include "base/move_aside.h"
#include "store/store.h"

namespace overt {
namespace {

// Words of DuckDB 1.4, and one of database.cc. Each block and each entry of the log has a checksum,
// so what was changed is seen when it is read.
constexpr std::array<std::string_view, 7> kDamage = {
    "Corrupt database file", "Corrupt WAL file",    "Could not read enough bytes",
    "not a DuckDB database", "Serialization Error", "INTERNAL Error",
    "a table that must have"};

// DuckDB keeps the last commits beside its file under this name.
constexpr std::string_view kLogSuffix = ".wal";

bool contains(const Error& error, std::string_view words) {
  return error.message.find(words) != std::string::npos;
}

}  // namespace

bool is_damage_of_duckdb_store(const Error& error) {
  return std::ranges::any_of(kDamage,
                             [&error](std::string_view words) { return contains(error, words); });
}

// DuckDB, as errno_error() does, ends with what the system calls the error.
bool is_trouble_of_the_disk(const Error& error) {
  constexpr std::array kErrors = {ENOSPC, EDQUOT, EIO, EFBIG};
  return std::ranges::any_of(kErrors,
                             [&error](int code) { return contains(error, std::strerror(code)); });
}

Result<std::string> set_duckdb_store_aside(const std::string& path, const Error& damage,
                                           std::int64_t now_ms) {
  const std::string log = path + std::string(kLogSuffix);
  if (contains(damage, "replaying WAL file")) {
    const std::string aside = name_aside(log, now_ms);
    if (const Status moved = rename_if_there(log, aside); !moved) return moved.error();
    return aside;
  }
  // The log first: without it the database is an older one, and it must not come to the next one.
  const std::string aside = name_aside(path, now_ms);
  const Status log_moved = rename_if_there(log, aside + std::string(kLogSuffix));
  if (!log_moved) return log_moved.error();
  if (const Status moved = rename_if_there(path, aside); !moved) return moved.error();
  if (const Status synced = sync_directory_of(path); !synced) return synced.error();
  return aside;
}

}  // namespace overt
