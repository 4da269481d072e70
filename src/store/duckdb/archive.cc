#include "store/duckdb/archive.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>

#include "base/file.h"
#include "store/duckdb/checksum.h"
#include "store/duckdb/database.h"
#include "store/duckdb/read_result.h"

namespace overt::duckdb {
namespace {

// The form of the files. Raised when they change, with what reads the one before.
constexpr std::int64_t kArchiveForm = 1;

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

// An empty file of this mode; DuckDB writes into what is there.
Status make_private_file(const std::string& path) {
  ::unlink(path.c_str());
  const UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  return fd ? Status(Ok{}) : Status(errno_error("write", path));
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
    const std::string path = path_of_day(folder, day);
    if (Status settled = settle_checksum(path); !settled) return settled.error();
    if (is_written(connection, path, days)) continue;
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
  if (written) written = keep_with_checksum(unfinished, path);
  if (written) return written;
  ::unlink(unfinished.c_str());
  return Error{
      fmt::format("cannot archive the day {}: {}", day_text(day), written.error().message)};
}

Result<ArchiveFiles> list_archive(const Connection& connection, const std::string& folder,
                                  Sums sums,
                                  const std::function<void(std::int64_t, std::int64_t)>& tell) {
  const auto days = days_in(folder);
  if (!days) return days.error();
  ArchiveFiles archive;
  std::int64_t begun = 0;
  for (const std::int32_t day : *days) {
    tell(begun++, static_cast<std::int64_t>(days->size()));
    const std::string path = path_of_day(folder, day);
    const Checksum sum = sums == Sums::kCompared ? compare_checksum(path) : Checksum::kNone;
    const auto description =
        sum == Checksum::kDoesNot ? std::nullopt : description_of(connection, path);
    // What a file says of its form is worth as much as the file.
    const bool is_newer = description && description->form > kArchiveForm;
    if (!description || (is_newer && compare_checksum(path) == Checksum::kDoesNot)) {
      archive.damaged.push_back(path);
      continue;
    }
    if (is_newer) {
      return Error{path + " was made by a newer version of overt; use that version"};
    }
    // The last one of those that were written together is not there: they are written anew.
    if (!days->contains(description->ended.day)) continue;
    if (sum == Checksum::kUnreadable) archive.without_digest.push_back(path);
    archive.files.push_back({.path = path,
                             .day = day,
                             .ended = description->ended,
                             .is_as_written = sum == Checksum::kFits});
  }
  return archive;
}

}  // namespace overt::duckdb
