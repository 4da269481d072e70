// Where a collector keeps its data when nobody says where.
#pragma once

#include <string>

#include "base/environment.h"
#include "base/result.h"

namespace overt::cli {

// ${XDG_DATA_HOME:-~/.local/share}/overt. Only a path: nothing is made. An error if neither
// XDG_DATA_HOME nor HOME is an absolute path (XDG Base Directory 0.8).
Result<std::string> default_data_directory(const Environment& environment);

// The files in a data directory.
std::string inbox_path(const std::string& data_directory);
std::string store_path(const std::string& data_directory);

// There if the collector's store is ClickHouse.
std::string collector_id_path(const std::string& data_directory);

}  // namespace overt::cli
