// `overt purge`: removes what was recorded.
#include <memory>

#include "cli/commands.h"
#include "cli/user_tool.h"
#include "client/user_commands.h"

namespace overt::cli {
namespace {

struct PurgeOptions {
  ToolOption tool;
  PurgeCommand command;
};

int purge(const PurgeOptions& options) {
  return run_for_tool(options.tool, "unknown", [&options](const ToolOfUser& tool) {
    return purge_records(tool, options.command);
  });
}

}  // namespace

Command purge_command() {
  const auto options = std::make_shared<PurgeOptions>();
  return {.name = "purge",
          .summary = "Remove what was recorded about your runs; your choice, on or off, stays",
          .options = {{.name = "--yes",
                       .value = &options->command.yes,
                       .help = "Without asking, also at a terminal"}},
          .groups = {tool_options(options->tool)},
          .footer =
              "Removes the log, the receipts, the cursor and the contract's copy, and nothing that "
              "overt\n"
              "has not made. What was sent already is not called back.\n"
              "Example: overt purge --app git",
          .run = [options] { return purge(*options); }};
}

}  // namespace overt::cli
