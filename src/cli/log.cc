// `overt log`: shows what was recorded, as it is.
#include "client/log.h"

#include <fmt/core.h>

#include <cstdio>
#include <filesystem>
#include <memory>

#include "base/environment.h"
#include "base/file.h"
#include "cli/commands.h"
#include "cli/tool_option.h"
#include "client/state.h"
#include "sender/receipts.h"

namespace overt::cli {
namespace {

// Read and shown at a time: a log of any size takes little memory.
constexpr std::size_t kLinesAtATime = 1000;

struct LogOptions {
  ToolOption tool;
  bool receipts = false;
};

void show(const std::string& text) { std::fwrite(text.data(), 1, text.size(), stdout); }

int show_events(const StateDirectory& state) {
  LogPosition next;
  for (bool empty = true;; empty = false) {
    const Result<std::vector<LogLine>> lines = read_log(state, next, kLinesAtATime);
    if (!lines) return fail(lines.error().message);
    // On stderr: what stands on stdout are events, for other programs to read.
    if (lines->empty() && empty) fmt::print(stderr, "No events yet in {}\n", state.events());
    if (lines->empty()) return 0;
    for (const LogLine& line : *lines) show(line.text + "\n");
    next = lines->back().end;
  }
}

int show_receipts(const StateDirectory& state) {
  bool empty = true;
  for (const std::string& path : {older_receipts(state.receipts()), state.receipts()}) {
    if (!std::filesystem::exists(path)) continue;
    const Result<std::string> receipts = read_file(path, kReceiptsBytesMax);
    if (!receipts) return fail(receipts.error().message);
    show(*receipts);
    empty = false;
  }
  if (empty) fmt::print(stderr, "No receipts yet in {}: nothing was sent\n", state.receipts());
  return 0;
}

int log(const LogOptions& options) {
  const Result<std::string> app = app_name(options.tool);
  if (!app) return fail(app.error().message);
  const Result<StateDirectory> state = state_directory(Environment::of_this_process(), *app);
  if (!state) return fail(state.error().message);
  const int shown = show_events(*state);
  return shown == 0 && options.receipts ? show_receipts(*state) : shown;
}

}  // namespace

void add_log_command(CLI::App& app, Run& run) {
  CLI::App* const command = app.add_subcommand("log", "Show what was recorded about your runs");
  const auto options = std::make_shared<LogOptions>();
  add_tool_option(*command, options->tool);
  command->add_flag("--receipts", options->receipts,
                    "Then show the receipts: what was sent where, and the answers");
  command->footer("Example: overt log --app git --receipts");
  command->callback([options, &run] { run = [options] { return log(*options); }; });
}

}  // namespace overt::cli
