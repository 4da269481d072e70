#include "store/duckdb/archive_folder.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "base/file.h"
#include "store/duckdb/checksum.h"

namespace overt::duckdb {
namespace {

constexpr std::string_view kSuffix = ".parquet";
constexpr std::size_t kDayLength = std::string_view("2006-01-02").size();

std::optional<std::int32_t> day_in(std::string_view text) {
  if (text.size() != kDayLength) return std::nullopt;
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  const char* const at = text.data();
  const bool is_read = std::from_chars(at, at + 4, year).ptr == at + 4 &&
                       std::from_chars(at + 5, at + 7, month).ptr == at + 7 &&
                       std::from_chars(at + 8, at + 10, day).ptr == at + 10;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                         std::chrono::day(day)};
  if (!is_read || !date.ok()) return std::nullopt;
  const auto days =
      static_cast<std::int32_t>(std::chrono::sys_days(date).time_since_epoch().count());
  return day_text(days) == text ? std::optional(days) : std::nullopt;
}

std::optional<DayFile::Kind> kind_of(std::string_view ending) {
  using Kind = DayFile::Kind;
  if (ending.ends_with(kUnfinished)) {
    ending.remove_suffix(kUnfinished.size());
    return kind_of(ending) ? std::optional(Kind::kUnfinished) : std::nullopt;
  }
  if (ending == kSuffix) return Kind::kRows;
  const std::string checksum = std::string(kSuffix) + std::string(kChecksumSuffix);
  return ending == checksum ? std::optional(Kind::kChecksum) : std::nullopt;
}

Result<std::vector<DayFile>> day_files_in(const std::string& folder) {
  std::vector<DayFile> files;
  std::error_code error;
  auto entry = std::filesystem::directory_iterator(folder, error);
  if (error == std::errc::no_such_file_or_directory) return files;
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    if (const auto file = day_file(entry->path().filename().string())) files.push_back(*file);
  }
  if (error) return Error{fmt::format("cannot read {}: {}", folder, error.message())};
  return files;
}

Status remove_unfinished_rows(const std::string& path) {
  const std::string unfinished = path + std::string(kUnfinished);
  if (::unlink(unfinished.c_str()) != 0 && errno != ENOENT) {
    return errno_error("remove", unfinished);
  }
  return Ok{};
}

}  // namespace

std::string archive_folder(const std::string& path) {
  return (std::filesystem::absolute(path).parent_path() / "archive").string();
}

std::string day_text(std::int32_t day) {
  const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(day))};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

std::string path_of_day(const std::string& folder, std::int32_t day) {
  return fmt::format("{}/{}{}", folder, day_text(day), kSuffix);
}

std::optional<DayFile> day_file(std::string_view name) {
  const auto day = day_in(name.substr(0, kDayLength));
  if (!day) return std::nullopt;
  const auto kind = kind_of(name.substr(kDayLength));
  return kind ? std::optional(DayFile{.day = *day, .kind = *kind}) : std::nullopt;
}

Result<std::set<std::int32_t>> days_in(const std::string& folder) {
  const auto files = day_files_in(folder);
  if (!files) return files.error();
  std::set<std::int32_t> days;
  for (const DayFile& file : *files) {
    if (file.kind == DayFile::Kind::kRows) days.insert(file.day);
  }
  return days;
}

Status remove_unfinished(const std::string& folder) {
  const auto files = day_files_in(folder);
  if (!files) return files.error();
  const auto days = days_in(folder);
  if (!days) return days.error();
  for (const DayFile& file : *files) {
    const std::string path = path_of_day(folder, file.day);
    if (Status removed = remove_unfinished_rows(path); !removed) return removed;
    Status done = days->contains(file.day) ? settle_checksum(path) : remove_with_checksum(path);
    if (!done) return done;
  }
  return Ok{};
}

Status remove_days_before(const std::string& folder, std::int32_t day) {
  const auto files = day_files_in(folder);
  if (!files) return files.error();
  for (const DayFile& file : *files) {
    if (file.day >= day) continue;
    const std::string path = path_of_day(folder, file.day);
    if (Status removed = remove_unfinished_rows(path); !removed) return removed;
    if (Status removed = remove_with_checksum(path); !removed) return removed;
  }
  return Ok{};
}

}  // namespace overt::duckdb
