// The folder of the archive, and the names of its files.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/result.h"

namespace overt::duckdb {

// Where the archive of the store at `path` is: the folder `archive` beside it.
std::string archive_folder(const std::string& path);

// "2006-01-02"
std::string day_text(std::int32_t day);

// FOLDER/2006-01-02.parquet
std::string path_of_day(const std::string& folder, std::int32_t day);

struct DayFile {
  enum class Kind { kRows, kChecksum, kUnfinished };
  std::int32_t day = 0;
  Kind kind = Kind::kRows;
};

// Nothing for a name that the archive does not give.
std::optional<DayFile> day_file(std::string_view name);

// Days that have a file of rows, ascending. A folder that is not there has none.
Result<std::set<std::int32_t>> days_in(const std::string& folder);

// Puts in order what a kill left: files that were being written, and checksums of none.
Status remove_unfinished(const std::string& folder);

// Removes the files of the days before `day`.
Status remove_days_before(const std::string& folder, std::int32_t day);

}  // namespace overt::duckdb
