// `overt status`: on or off, who decided, what is queued and what was sent.
#include <memory>

#include "cli/commands.h"
#include "cli/user_tool.h"
#include "client/user_commands.h"

namespace overt::cli {
namespace {

struct StatusOptions {
  ToolOption tool;
  std::string tool_version = "unknown";
  StatusCommand command;
};

int status(const StatusOptions& options) {
  return run_for_tool(options.tool, options.tool_version, [&options](const ToolOfUser& tool) {
    return print_status(tool, options.command);
  });
}

}  // namespace

Command status_command() {
  const auto options = std::make_shared<StatusOptions>();
  return {
      .name = "status",
      .summary = "Show whether a tool's telemetry is on, and why; what is queued, what was sent",
      .options = {{.name = "--tool-version",
                   .value = &options->tool_version,
                   .help = "The tool's version: development versions are off",
                   .value_name = "VERSION"},
                  {.name = "--json",
                   .value = &options->command.json,
                   .help = "As one JSON object, for programs"}},
      .groups = {tool_options(options->tool)},
      .footer = "Examples: overt status --app git\n          overt status --app git --json",
      .run = [options] { return status(*options); }};
}

}  // namespace overt::cli
