// Files that are damaged, or not used any more, are kept under another name: what is in them may
// still be of use.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace overt {

// PATH.damaged-20060102T150405Z, the time being `now_ms` (Unix time, in UTC) and "damaged" what
// `why` says; with "-2" and so on behind it if there is a file of that name.
std::string name_aside(const std::string& path, std::int64_t now_ms,
                       std::string_view why = "damaged");

// Renames `from` to `to`. Fine if there is no `from`.
Status rename_if_there(const std::string& from, const std::string& to);

// Waits until the names of files in the directory of `path` are on disk.
Status sync_directory_of(const std::string& path);

}  // namespace overt
