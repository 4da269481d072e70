// `overt log`: shows what was recorded, to a person or, as it is, to a program.
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <ranges>

#include "base/printable.h"
#include "cli/commands.h"
#include "cli/log_for_people.h"
#include "cli/user_tool.h"
#include "client/log_walk.h"
#include "client/user_commands.h"

namespace overt::cli {
namespace {

struct LogOptions {
  ToolOption tool;
  RawLogCommand command;
  bool json = false;
};

Result<LogPosition> print_events(const ToolOfUser& tool, LogPosition from, LogForPeople& log) {
  return walk_log(tool.state, from, [&log](const std::vector<LogLine>& lines) {
    for (const LogLine& line : lines) fmt::print("{}\n", log.line_of(line));
  });
}

// Those that came after `last`.
void print_receipts_after(const std::optional<Receipt>& last,
                          const std::vector<Receipt>& receipts) {
  auto next = receipts.begin();
  if (last) {
    const auto known =
        std::ranges::find_if(receipts | std::views::reverse, [&](const Receipt& one) {
          return one.time_ms == last->time_ms && one.begin == last->begin && one.end == last->end;
        });
    next = known.base();
  }
  for (; next != receipts.end(); ++next) fmt::print("{}\n", line_of(*next));
}

std::optional<Receipt> last_of(const std::vector<Receipt>& receipts) {
  return receipts.empty() ? std::nullopt : std::optional(receipts.back());
}

// What is sent meanwhile is told by the receipts: the events' lines stand there already.
Result<int> follow(const ToolOfUser& tool, StateWatch& watch, LogPosition next,
                   std::optional<Receipt> last) {
  for (;;) {
    std::fflush(stdout);
    watch.wait();
    Result<LogForPeople> log = LogForPeople::open(tool);
    if (!log) return log.error();
    const Result<LogPosition> reached = print_events(tool, next, *log);
    if (!reached) return reached.error();
    next = *reached;
    print_receipts_after(last, log->receipts());
    last = last_of(log->receipts());
  }
}

Result<int> print_for_people(const ToolOfUser& tool, const RawLogCommand& command) {
  StateWatch watch(tool.state);  // before the first look, so that nothing comes in between
  Result<LogForPeople> log = LogForPeople::open(tool);
  if (!log) return log.error();
  const Result<LogPosition> next = print_events(tool, {}, *log);
  if (!next) return next.error();
  if (*next == LogPosition{}) fmt::print("No events yet in {}\n", printable(tool.state.events()));
  if (command.receipts) {
    if (log->receipts().empty()) fmt::print("\nNo receipts yet: nothing was sent\n");
    if (!log->receipts().empty()) fmt::print("\nWhat was sent:\n");
    print_receipts_after(std::nullopt, log->receipts());
  }
  return command.follow ? follow(tool, watch, *next, last_of(log->receipts())) : Result<int>(0);
}

int log(const LogOptions& options) {
  const bool for_people = !options.json && ::isatty(STDOUT_FILENO) == 1;
  return run_for_tool(options.tool, "unknown", [&](const ToolOfUser& tool) {
    return for_people ? print_for_people(tool, options.command)
                      : print_raw_log(tool, options.command);
  });
}

}  // namespace

Command log_command() {
  const auto options = std::make_shared<LogOptions>();
  return {
      .name = "log",
      .summary = "Show what was recorded about your runs",
      .options = {{.name = "--receipts",
                   .value = &options->command.receipts,
                   .help = "Then show the receipts: what was sent where, and the answers"},
                  {.name = "--follow,-f",
                   .value = &options->command.follow,
                   .help = "Go on with what is recorded meanwhile, until Ctrl-C"},
                  {.name = "--json",
                   .value = &options->json,
                   .help = "The lines as they are, also at a terminal; elsewhere they always are"}},
      .groups = {tool_options(options->tool)},
      .footer =
          "Examples: overt log --app git --follow\n"
          "          overt log --app git --receipts\n"
          "          overt log --app git | jq .command",
      .run = [options] { return log(*options); }};
}

}  // namespace overt::cli
