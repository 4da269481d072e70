#include "store/duckdb/archive.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>

#include "base/file.h"
#include "base/move_aside.h"
#include "store/duckdb/database.h"
#include "store/duckdb/read_result.h"

namespace overt::duckdb {
namespace {

// The form of the files. Raised when they change, with what reads the one before.
constexpr std::int64_t kArchiveForm = 1;

constexpr std::string_view kSuffix = ".parquet";
// Of a file that is being written.
constexpr std::string_view kUnfinished = ".unfinished";

// {0} is the day. Of the dictionaries only what its rows name.
constexpr const char* kRowsOfDay = R"(
  WITH named AS (
    SELECT command, environment, options, 0 AS shape FROM run WHERE settled = {0}
    UNION ALL SELECT command, environment, options, 0 FROM archive_half WHERE settled = {0}
    UNION ALL SELECT command, environment, options, shape FROM other_event WHERE settled = {0}
  )
  SELECT r AS run FROM run AS r WHERE settled = {0}
  UNION ALL BY NAME SELECT r AS half FROM archive_half AS r WHERE settled = {0}
  UNION ALL BY NAME SELECT r AS other_event FROM other_event AS r WHERE settled = {0}
  UNION ALL BY NAME SELECT r AS refusal FROM refusal AS r WHERE settled = {0}
  UNION ALL BY NAME SELECT r AS command FROM command AS r WHERE id IN (SELECT command FROM named)
  UNION ALL BY NAME SELECT r AS version FROM version AS r WHERE id IN
    (SELECT version_id FROM environment WHERE id IN (SELECT environment FROM named))
  UNION ALL BY NAME SELECT r AS environment FROM environment AS r WHERE id IN
    (SELECT environment FROM named)
  UNION ALL BY NAME SELECT r AS option_set FROM option_set AS r WHERE id IN
    (SELECT options FROM named)
  UNION ALL BY NAME SELECT r AS shape FROM shape AS r WHERE id IN (SELECT shape FROM named)
)";

constexpr const char* kDaysWithRows = R"(
  SELECT DISTINCT settled - DATE '1970-01-01' AS day FROM (
    SELECT settled FROM run UNION ALL SELECT settled FROM archive_half
    UNION ALL SELECT settled FROM other_event UNION ALL SELECT settled FROM refusal)
  WHERE settled > DATE '1970-01-01' + ({0}) AND settled < DATE '1970-01-01' + ({1})
  ORDER BY day)";

std::string path_of_day(const std::string& folder, std::int32_t day) {
  return fmt::format("{}/{}{}", folder, day_text(day), kSuffix);
}

// An empty file of this mode; DuckDB writes into what is there.
Status make_private_file(const std::string& path) {
  ::unlink(path.c_str());
  const UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  return fd ? Status(Ok{}) : Status(errno_error("write", path));
}

// The bytes first, then the name.
Status keep_as(const std::string& unfinished, const std::string& path) {
  const UniqueFd fd(::open(unfinished.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd || ::fsync(fd.get()) != 0) return errno_error("write", unfinished);
  if (std::rename(unfinished.c_str(), path.c_str()) != 0) return errno_error("write", path);
  return sync_directory_of(path);
}

std::optional<std::int32_t> day_in(std::string_view name) {
  if (name.size() != std::string_view("2006-01-02.parquet").size() || !name.ends_with(kSuffix)) {
    return std::nullopt;
  }
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  const char* const text = name.data();
  const bool is_read = std::from_chars(text, text + 4, year).ptr == text + 4 &&
                       std::from_chars(text + 5, text + 7, month).ptr == text + 7 &&
                       std::from_chars(text + 8, text + 10, day).ptr == text + 10;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                         std::chrono::day(day)};
  if (!is_read || !date.ok()) return std::nullopt;
  const auto days =
      static_cast<std::int32_t>(std::chrono::sys_days(date).time_since_epoch().count());
  return day_text(days) + std::string(kSuffix) == name ? std::optional(days) : std::nullopt;
}

// Days that have a file, ascending. A folder that is not there has none.
Result<std::vector<std::int32_t>> days_in(const std::string& folder) {
  std::vector<std::int32_t> days;
  std::error_code error;
  auto entry = std::filesystem::directory_iterator(folder, error);
  if (error == std::errc::no_such_file_or_directory) return days;
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    if (const auto day = day_in(entry->path().filename().string())) days.push_back(*day);
  }
  if (error) return Error{fmt::format("cannot read {}: {}", folder, error.message())};
  std::ranges::sort(days);
  return days;
}

struct Description {
  std::int64_t form = 0;
  EndedDays ended;
};

// Nothing if the file has none, so cannot be read.
std::optional<Description> description_of(const Connection& connection, const std::string& path) {
  const auto answer = query(
      connection,
      fmt::format("SELECT decode(key), decode(value) FROM parquet_kv_metadata({})", sql_text(path))
          .c_str());
  if (!answer) return std::nullopt;
  Description description;
  for (const auto& cells : answer->rows) {
    const auto& key = std::get<std::string>(cells[0]);
    const auto number = number_in<std::int64_t>(std::get<std::string>(cells[1]));
    if (key == "form") description.form = number;
    if (key == "ended_day") description.ended.day = static_cast<std::int32_t>(number);
    if (key == "after_position") description.ended.after_position = number;
    if (key == "position") description.ended.position = number;
  }
  return description.form > 0 ? std::optional(description) : std::nullopt;
}

// Whether the file is there as these days have it.
bool is_written(const Connection& connection, const std::string& path, const EndedDays& days) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return false;
  const auto description = description_of(connection, path);
  return description && description->ended.day == days.day &&
         description->ended.after_position == days.after_position &&
         description->ended.position == days.position;
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

std::string sql_text(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) quoted.append(c == '\'' ? 2 : 1, c);
  return quoted + "'";
}

Result<bool> write_days(const Connection& connection, const std::string& folder,
                        const EndedDays& days) {
  const auto with_rows =
      query(connection, fmt::format(kDaysWithRows, days.after_day, days.day).c_str());
  if (!with_rows) return with_rows.error();
  int count = 0;
  for (const auto& cells : with_rows->rows) {
    const auto day = static_cast<std::int32_t>(std::get<std::int64_t>(cells[0]));
    if (is_written(connection, path_of_day(folder, day), days)) continue;
    if (count++ == kDaysAtOnce) return false;
    if (const Status written = write_day(connection, folder, day, days); !written) {
      return written.error();
    }
  }
  if (const Status written = write_day(connection, folder, days.day, days); !written) {
    return written.error();
  }
  return true;
}

Status write_day(const Connection& connection, const std::string& folder, std::int32_t day,
                 const EndedDays& ended) {
  if (Status made = make_directories(folder); !made) return made;
  const std::string path = path_of_day(folder, day);
  const std::string unfinished = path + std::string(kUnfinished);
  if (Status made = make_private_file(unfinished); !made) return made;
  const std::string rows = fmt::format(kRowsOfDay, "DATE '" + day_text(day) + "'");
  const std::string copy = fmt::format(
      "COPY ({}) TO {} (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false, KV_METADATA "
      "{{form: '{}', ended_day: '{}', after_position: '{}', position: '{}'}})",
      rows, sql_text(unfinished), kArchiveForm, ended.day, ended.after_position, ended.position);
  Status written = execute(connection, copy.c_str());
  if (written) written = keep_as(unfinished, path);
  if (written) return written;
  ::unlink(unfinished.c_str());
  return Error{
      fmt::format("cannot archive the day {}: {}", day_text(day), written.error().message)};
}

Result<ArchiveFiles> list_archive(const Connection& connection, const std::string& folder) {
  const auto days = days_in(folder);
  if (!days) return days.error();
  ArchiveFiles archive;
  for (const std::int32_t day : *days) {
    const std::string path = path_of_day(folder, day);
    const auto description = description_of(connection, path);
    if (!description) {
      archive.damaged.push_back(path);
      continue;
    }
    if (description->form > kArchiveForm) {
      return Error{path + " was made by a newer version of overt; use that version"};
    }
    // The last one of those that were written together is not there: they are written anew.
    if (!std::ranges::binary_search(*days, description->ended.day)) continue;
    archive.files.push_back({.path = path, .day = day, .ended = description->ended});
  }
  return archive;
}

Status remove_unfinished(const std::string& folder) {
  std::error_code error;
  auto entry = std::filesystem::directory_iterator(folder, error);
  if (error == std::errc::no_such_file_or_directory) return Ok{};
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    if (entry->path().extension() == kUnfinished) std::filesystem::remove(entry->path(), error);
    if (error) break;
  }
  if (error) return Error{fmt::format("cannot clean {}: {}", folder, error.message())};
  return Ok{};
}

Status remove_days_before(const std::string& folder, std::int32_t day) {
  const auto days = days_in(folder);
  if (!days) return days.error();
  for (const std::int32_t old : *days) {
    if (old >= day) break;
    const std::string path = path_of_day(folder, old);
    if (::unlink(path.c_str()) != 0 && errno != ENOENT) return errno_error("remove", path);
  }
  return Ok{};
}

}  // namespace overt::duckdb
