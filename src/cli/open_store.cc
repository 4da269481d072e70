#include "cli/open_store.h"

#include <fmt/format.h>

#include <filesystem>

#include "cli/data_directory.h"

namespace overt::cli {

Result<std::unique_ptr<Store>> open_store(const std::string& data_directory) {
  const std::string path = store_path(data_directory);
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) {
    return Error{fmt::format(
        "no collector's data in {}; name its directory with --data, or the collector with --server",
        data_directory)};
  }
  return open_duckdb_store(path);
}

}  // namespace overt::cli
