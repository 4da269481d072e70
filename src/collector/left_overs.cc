#include "collector/left_overs.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <functional>
#include <string_view>
#include <system_error>

#include "base/own_files.h"
#include "collector/forget_project.h"
#include "inbox/mend_inbox.h"
#include "store/store.h"

namespace overt {
namespace {

constexpr std::string_view kArchive = "archive";

// There if the collector's store is ClickHouse.
constexpr std::string_view kCollectorId = "collector-id";

// Of none of these a project can be told.
constexpr std::array<std::string_view, 6> kNamesInUse = {
    kCollectorId, "imports", "lock", "migration-id", "pepper", kReceiptsOfForgetting};

// What a migration to another store had written when it was killed.
constexpr std::array<std::string_view, 2> kMigrationFiles = {"migrate.parquet",
                                                             "migrate.parquet.part"};

FileOrigin origin_in_directory(std::string_view name, bool is_clickhouse) {
  if (std::ranges::find(kNamesInUse, name) != kNamesInUse.end()) return FileOrigin::kInUse;
  if (std::ranges::find(kMigrationFiles, name) != kMigrationFiles.end()) {
    return FileOrigin::kLeftOver;
  }
  const FileOrigin of_inbox = origin_beside_inbox(name, "inbox.sqlite");
  if (of_inbox != FileOrigin::kElsewhere) return of_inbox;
  if (behind_name_aside(name, kMigratedStore, kMigrated) == "") return FileOrigin::kLeftOver;
  const FileOrigin of_store =
      name == kArchive ? FileOrigin::kInUse : origin_beside_duckdb_store(name, "store.duckdb");
  const bool is_unused = is_clickhouse && of_store == FileOrigin::kInUse;
  return is_unused ? FileOrigin::kElsewhere : of_store;
}

using Origin = std::function<FileOrigin(std::string_view name)>;

// A folder that is not there has nothing.
Status clean(const std::string& folder, const Origin& origin_of, LeftOvers& left_overs) {
  std::error_code error;
  std::vector<std::filesystem::path> to_remove;
  auto entry = std::filesystem::directory_iterator(folder, error);
  if (error == std::errc::no_such_file_or_directory) return Ok{};
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    const FileOrigin origin = origin_of(entry->path().filename().string());
    if (origin == FileOrigin::kLeftOver) to_remove.push_back(entry->path());
    if (origin == FileOrigin::kElsewhere) left_overs.others.push_back(entry->path().string());
  }
  for (const auto& path : to_remove) {
    if (!error) std::filesystem::remove_all(path, error);
  }
  if (error) return Error{"cannot clean " + folder + ": " + error.message()};
  left_overs.removed += static_cast<std::int64_t>(to_remove.size());
  return Ok{};
}

}  // namespace

Result<LeftOvers> remove_left_overs(const std::string& directory) {
  std::error_code ignored;
  const bool is_clickhouse =
      std::filesystem::exists(std::filesystem::path(directory) / kCollectorId, ignored);
  const Origin in_directory = [is_clickhouse](std::string_view name) {
    return origin_in_directory(name, is_clickhouse);
  };
  LeftOvers left_overs;
  Status done = clean(directory, in_directory, left_overs);
  if (done) done = clean(directory + "/archive", origin_in_duckdb_archive, left_overs);
  if (!done) return done.error();
  std::ranges::sort(left_overs.others);
  return left_overs;
}

}  // namespace overt
