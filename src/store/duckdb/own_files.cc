// Files of the store and of its archive, told by their names.
#include "base/own_files.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "store/duckdb/archive_folder.h"
#include "store/store.h"

namespace overt {
namespace {

// The file, its log, and the folder for what does not fit into memory.
constexpr std::array<std::string_view, 3> kEndings = {"", ".wal", ".tmp"};

bool is_database(std::optional<std::string_view> ending) {
  return ending && std::ranges::find(kEndings, *ending) != kEndings.end();
}

}  // namespace

FileOrigin origin_beside_duckdb_store(std::string_view name, std::string_view store) {
  if (behind(name, store) == ".tmp") return FileOrigin::kLeftOver;  // it goes with who uses it
  if (is_database(behind(name, store))) return FileOrigin::kInUse;
  const std::string text(store);
  const bool is_left_over = is_database(behind(name, text + ".new")) ||
                            is_database(behind_name_aside(name, store)) ||
                            behind_name_aside(name, text + ".wal") == "";
  return is_left_over ? FileOrigin::kLeftOver : FileOrigin::kElsewhere;
}

FileOrigin origin_in_duckdb_archive(std::string_view name) {
  const auto file = duckdb::day_file(name);
  if (!file) return FileOrigin::kElsewhere;
  return file->kind == duckdb::DayFile::Kind::kUnfinished ? FileOrigin::kLeftOver
                                                          : FileOrigin::kInUse;
}

}  // namespace overt
