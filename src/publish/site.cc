#include "publish/site.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <system_error>

#include "base/file.h"
#include "publish/page.h"
#include "publish/publication_file.h"

namespace overt {
namespace {

namespace fs = std::filesystem;

// Of a month with as many cells as may be published a few hundred kilobytes.
constexpr std::size_t kFileBytesMax = 16U << 20;

// Whose directory it is; written first.
std::string mark_path(const std::string& directory) { return directory + "/data/overt.json"; }

std::string data_path(const std::string& directory, const Month& month, std::string_view ending) {
  return fmt::format("{}/data/{}.{}", directory, month.text(), ending);
}

std::string mark_of(const std::string& app, std::int64_t k) {
  return nlohmann::ordered_json{{"app", app}, {"k", k}}.dump() + "\n";
}

Status make_public(const std::string& path) {
  if (::chmod(path.c_str(), 0644) != 0) return errno_error("publish", path);
  return Ok{};
}

Status write_public(const std::string& path, std::string_view bytes) {
  Status written = write_file_atomically(path, bytes);
  return written ? make_public(path) : written;
}

Status check_mark(const std::string& directory, const std::string& app, std::int64_t k) {
  const auto mark = read_file(mark_path(directory), kFileBytesMax);
  if (!mark) {
    return Error{
        fmt::format("{} holds something that was not published by overt; name a directory "
                    "that is empty or not there",
                    directory)};
  }
  if (*mark == mark_of(app, k)) return Ok{};
  return Error{fmt::format(
      "{} holds what was published of another tool or for another k ({}); two publications for "
      "different k could be subtracted from each other: name another directory",
      directory, mark->substr(0, mark->find('\n')))};
}

Result<Publication> read_month(const fs::path& path) {
  const auto text = read_file(path.string(), kFileBytesMax);
  if (!text) return text.error();
  auto month = publication_from_json(*text);
  if (!month) return Error{fmt::format("{}: {}", path.string(), month.error().message)};
  return month;
}

}  // namespace

Result<std::vector<Publication>> read_site(const std::string& directory, const std::string& app,
                                           std::int64_t k) {
  std::vector<Publication> months;
  std::error_code error;
  if (!fs::exists(directory, error)) return months;
  if (!fs::is_directory(directory, error)) return Error{directory + " is not a directory"};
  if (fs::is_empty(directory, error)) return months;
  if (const Status checked = check_mark(directory, app, k); !checked) return checked.error();
  for (const auto& file : fs::directory_iterator(directory + "/data", error)) {
    if (file.path().extension() != ".json" || !parse_month(file.path().stem().string())) continue;
    auto month = read_month(file.path());
    if (!month) return month.error();
    months.push_back(*std::move(month));
  }
  if (error) return Error{fmt::format("cannot read {}: {}", directory, error.message())};
  std::ranges::sort(months, {}, [](const Publication& month) { return month.month.text(); });
  return months;
}

Status write_site(const std::string& directory, std::vector<Publication> months,
                  const Publication& added, const ParquetOfCsv& parquet_of_csv) {
  std::error_code error;
  fs::create_directories(directory + "/data", error);
  if (error) return Error{fmt::format("cannot make {}: {}", directory, error.message())};
  Status written = write_public(mark_path(directory), mark_of(added.app, added.k));
  const std::string csv = data_path(directory, added.month, "csv");
  const std::string parquet = data_path(directory, added.month, "parquet");
  if (written) written = write_public(csv, to_csv(added));
  if (written) written = parquet_of_csv(csv, parquet);
  if (written) written = make_public(parquet);
  if (written) written = write_public(data_path(directory, added.month, "json"), to_json(added));
  if (!written) return written;
  months.push_back(added);
  std::ranges::sort(months, {}, [](const Publication& month) { return month.month.text(); });
  return write_pages(directory, months);
}

Status write_pages(const std::string& directory, const std::vector<Publication>& months) {
  Status written = write_public(directory + "/style.css", page_style());
  for (std::size_t i = 0; written && i < months.size(); ++i) {
    const bool is_newest = i + 1 == months.size();
    for (const Language language : {Language::kEnglish, Language::kRussian}) {
      const std::string path =
          fmt::format("{}/{}", directory, page_name(months[i].month, is_newest, language));
      if (written) written = write_public(path, public_page(months, i, language));
    }
  }
  return written;
}

}  // namespace overt
