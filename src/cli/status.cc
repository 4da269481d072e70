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

void add_status_command(CLI::App& app, Run& run) {
  CLI::App* const command = app.add_subcommand(
      "status", "Show whether a tool's telemetry is on, and why; what is queued, what was sent");
  const auto options = std::make_shared<StatusOptions>();
  add_tool_option(*command, options->tool);
  command
      ->add_option("--tool-version", options->tool_version,
                   "The tool's version: development versions are off")
      ->type_name("VERSION");
  command->add_flag("--json", options->command.json, "As one JSON object, for programs");
  command->footer("Examples: overt status --app git\n          overt status --app git --json");
  command->callback([options, &run] { run = [options] { return status(*options); }; });
}

}  // namespace overt::cli
