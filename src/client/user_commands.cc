#include "client/user_commands.h"

#include <cstdio>
#include <filesystem>
#include <string>

#include "base/clock.h"
#include "base/file.h"
#include "base/printable.h"
#include "client/log_walk.h"
#include "client/purge.h"
#include "client/receipt.h"
#include "client/telemetry_status.h"
#include "client/terminal_question.h"
#include "client/user_choice.h"
#include "client/user_words.h"

namespace overt {
namespace {

void show(std::string_view text, std::FILE* where = stdout) {
  std::fwrite(text.data(), 1, text.size(), where);
}

std::int64_t now_ms() { return SystemClock().unix_ms(); }

Status print_receipts(const StateDirectory& state) {
  bool empty = true;
  for (const std::string& path : {older_receipts(state.receipts()), state.receipts()}) {
    if (!std::filesystem::exists(path)) continue;
    const Result<std::string> receipts = read_file(path, kReceiptsBytesMax + 1);
    if (!receipts) return receipts.error();
    show(*receipts);
    empty = false;
  }
  if (empty)
    show("No receipts yet in " + printable(state.receipts()) + ": nothing was sent\n", stderr);
  return Ok{};
}

}  // namespace

Result<int> print_status(const ToolOfUser& tool, const StatusCommand& command) {
  const std::int64_t now = now_ms();
  const Result<TelemetryStatus> status = read_status(tool, now);
  if (!status) return status.error();
  show(command.json ? status_json(tool, *status) : status_text(tool, *status, now));
  return 0;
}

Result<int> turn(const ToolOfUser& tool, bool on) {
  const Result<std::string> text = keep_user_choice(tool, on, now_ms());
  if (!text) return text.error();
  show(*text);
  return 0;
}

Result<int> purge_records(const ToolOfUser& tool, const PurgeCommand& command) {
  if (!command.yes && std::filesystem::exists(tool.state.path)) {
    const Result<TelemetryStatus> status = read_status(tool, now_ms());
    const std::string queued =
        status && status->queued > 0 ? " (" + count_of(status->queued, "event") + " queued)" : "";
    const bool agrees = user_agrees("Remove what is recorded about your use of " + tool.app +
                                    queued + " from " + printable(tool.state.path) + "?");
    if (!agrees) {
      show("Nothing was removed.\n");
      return 0;
    }
  }
  const Result<Purged> purged = purge(tool.state);
  if (!purged) return purged.error();
  show(words_of(*purged, tool.state));
  return 0;
}

Result<int> print_raw_log(const ToolOfUser& tool, const RawLogCommand& command) {
  StateWatch watch(tool.state);  // before the first look, so that nothing comes in between
  const auto print_lines = [](const std::vector<LogLine>& lines) {
    for (const LogLine& line : lines) show(line.text + "\n");
    std::fflush(stdout);
  };
  Result<LogPosition> next = walk_log(tool.state, {}, print_lines);
  if (!next) return next.error();
  // On stderr: what stands on stdout are events, for other programs to read.
  if (*next == LogPosition{})
    show("No events yet in " + printable(tool.state.events()) + "\n", stderr);
  if (command.receipts) {
    if (const Status printed = print_receipts(tool.state); !printed) return printed.error();
  }
  while (command.follow) {
    std::fflush(stdout);
    watch.wait();
    next = walk_log(tool.state, *next, print_lines);
    if (!next) return next.error();
  }
  return 0;
}

}  // namespace overt
