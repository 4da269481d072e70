#include "cli/data_directory.h"

#include <string_view>

namespace overt::cli {

Result<std::string> default_data_directory(const Environment& environment) {
  const std::string_view data_home = environment.get("XDG_DATA_HOME").value_or("");
  if (data_home.starts_with('/')) return std::string(data_home) + "/overt";
  const std::string_view home = environment.get("HOME").value_or("");
  if (home.starts_with('/')) return std::string(home) + "/.local/share/overt";
  return Error{"no home directory is known; name the data directory with --data"};
}

std::string inbox_path(const std::string& data_directory) {
  return data_directory + "/inbox.sqlite";
}

std::string store_path(const std::string& data_directory) {
  return data_directory + "/store.duckdb";
}

std::string collector_id_path(const std::string& data_directory) {
  return data_directory + "/collector-id";
}

}  // namespace overt::cli
