#include "cli/event_files.h"

#include <fmt/format.h>

#include <cerrno>
#include <fstream>

#include "base/file.h"
#include "model/event_json.h"

namespace overt::cli {
namespace {

constexpr std::size_t kPartBytes = std::size_t{1} << 20;

}  // namespace

Result<FileFormat> file_format(const std::string& path, const std::string& name) {
  const auto is = [&](std::string_view format, std::string_view end) {
    return name.empty() ? path.ends_with(end) : name == format;
  };
  if (is("parquet", ".parquet")) return FileFormat::kParquet;
  if (is("csv", ".csv")) return FileFormat::kCsv;
  if (is("ndjson", ".ndjson") || is("ndjson", ".jsonl")) return FileFormat::kNdjson;
  return Error{fmt::format(
      "{}: does not end in .parquet, .csv or .ndjson; say which it is with --format", path)};
}

Result<Sha256> content_digest(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return errno_error("read", path);
  std::string part(kPartBytes, '\0');
  std::string digests;
  do {
    file.read(part.data(), static_cast<std::streamsize>(part.size()));
    const Sha256 digest =
        sha256(std::string_view(part).substr(0, static_cast<std::size_t>(file.gcount())));
    digests.append(reinterpret_cast<const char*>(digest.data()), digest.size());
  } while (file);
  if (!file.eof()) return errno_error("read", path);
  return sha256(digests);
}

bool holds_log_lines(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  return std::getline(file, line) && event_from_json(line).ok();
}

}  // namespace overt::cli
