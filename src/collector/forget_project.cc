#include "collector/forget_project.h"

#include <fcntl.h>
#include <unistd.h>

#include <string_view>
#include <utility>

#include "base/bytes.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/move_aside.h"
#include "collector/left_overs.h"
#include "model/json_writer.h"
#include "store/row.h"

namespace overt {
namespace {

struct Receipt {
  std::int64_t inbox_events = 0;
  ForgottenRows rows;
  LeftOvers left_overs;
};

std::string text_of(const Receipt& receipt, std::int64_t now_ms, const std::string& app,
                    const std::vector<std::string>& kept_ids) {
  JsonWriter json;
  json.begin_object();
  json.key("ts");
  json.integer(now_ms);
  json.key("app");
  json.string(app);
  json.key("keptIdSha256");
  json.begin_array();
  for (const std::string& id : kept_ids) json.string(to_hex(sha256(id)));
  json.end_array();
  const std::pair<std::string_view, std::int64_t> counts[] = {
      {"inboxEvents", receipt.inbox_events},
      {"runs", receipt.rows.runs},
      {"halves", receipt.rows.halves},
      {"otherEvents", receipt.rows.other_events},
      {"archivedRows", receipt.rows.archived_rows},
      {"archivedDays", receipt.rows.archived_days},
      {"damagedDays", receipt.rows.damaged_days},
      {"filesSetAside", receipt.left_overs.removed},
      {"otherFiles", static_cast<std::int64_t>(receipt.left_overs.others.size())}};
  for (const auto& [name, count] : counts) {
    json.key(name);
    json.integer(count);
  }
  json.end_object();
  return std::move(json).take();
}

Status append_line(const std::string& path, const std::string& line) {
  const UniqueFd fd(
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!fd) return errno_error("write", path);
  const std::string bytes = line + "\n";
  const ssize_t written = ::write(fd.get(), bytes.data(), bytes.size());
  if (written != static_cast<ssize_t>(bytes.size()) || ::fsync(fd.get()) != 0) {
    return errno_error("write", path);
  }
  return sync_directory_of(path);
}

}  // namespace

// The inbox first: it is what a store would be filled from again.
Result<Forgotten> forget_project(const ForgetPlaces& places, const ForgetRequest& request) {
  std::vector<std::string> kept_ids;
  std::vector<std::uint64_t> numbers;
  for (const std::string& id : request.ids) {
    kept_ids.push_back(places.pepper.key(id));
    numbers.push_back(number_of_id(kept_ids.back()));
  }
  const auto inbox_events = places.inbox.forget_lines(request.app, kept_ids);
  if (!inbox_events) return inbox_events.error();
  const auto rows = places.forget_in_store(request.app, numbers);
  if (!rows) return rows.error();
  auto left_overs = remove_left_overs(places.directory);
  if (!left_overs) return left_overs.error();
  Receipt receipt{
      .inbox_events = *inbox_events, .rows = *rows, .left_overs = *std::move(left_overs)};
  std::string line = text_of(receipt, places.clock.unix_ms(), request.app, kept_ids);
  const Status kept = append_line(places.directory + "/" + kReceiptsOfForgetting, line);
  if (!kept) return kept.error();
  return Forgotten{.receipt = std::move(line), .others = std::move(receipt.left_overs.others)};
}

}  // namespace overt
