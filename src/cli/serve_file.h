// Reads the file of `overt serve --config`: which keys it has, where, and their values as texts.
// toml++ and its exceptions stay behind it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cli/serve_settings.h"

namespace overt::cli {

// It is written by hand; a larger one is another file.
inline constexpr std::size_t kServeFileBytesMax = 1 << 20;

struct FileValue {
  const Setting* setting = nullptr;
  std::vector<std::string> texts;
  std::string place;  // "/etc/overt/collector.toml:3"
};

// The values in the file at `path`, relative paths among them made to begin at the file's folder.
// The error is one line: file and line, key, what is wrong, what to do.
Result<std::vector<FileValue>> read_serve_file(const std::string& path);

// The same for text already read; `path` names it.
Result<std::vector<FileValue>> parse_serve_file(std::string_view toml, const std::string& path);

}  // namespace overt::cli
