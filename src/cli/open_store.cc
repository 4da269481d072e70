#include "cli/open_store.h"

#include <fmt/format.h>

#include <filesystem>

#include "cli/data_directory.h"
#include "collector/transfer.h"
#include "inbox/inbox.h"

namespace overt::cli {
namespace {

Status load_rest(const std::string& inbox_path, Store& store) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(inbox_path, ignored)) return Ok{};
  const auto inbox = Inbox::open(inbox_path);
  if (!inbox) return inbox.error();
  const auto moved = transfer_all(**inbox, store, [] { return true; });
  if (!moved) return moved.error();
  return Ok{};
}

}  // namespace

Result<std::unique_ptr<Store>> open_store(const std::string& data_directory) {
  const std::string path = store_path(data_directory);
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) {
    if (std::filesystem::exists(collector_id_path(data_directory), ignored)) {
      return Error{fmt::format(
          "the store of the collector in {} is ClickHouse; ask the collector with --server",
          data_directory)};
    }
    return Error{fmt::format(
        "no collector's data in {}; name its directory with --data, or the collector with --server",
        data_directory)};
  }
  auto store = open_duckdb_store(path);
  if (!store) return store.error();
  if (const Status loaded = load_rest(inbox_path(data_directory), **store); !loaded) {
    return loaded.error();
  }
  return store;
}

}  // namespace overt::cli
