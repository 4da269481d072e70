// `overt on`: the user's choice.
#include <memory>

#include "cli/choice.h"
#include "cli/commands.h"

namespace overt::cli {

void add_on_command(CLI::App& app, Run& run) {
  CLI::App* const command = app.add_subcommand("on", "Allow a tool's telemetry");
  const auto tool = std::make_shared<ToolOption>();
  add_tool_option(*command, *tool);
  command->footer("Example: overt on --app git");
  command->callback([tool, &run] { run = [tool] { return keep_choice(*tool, true); }; });
}

}  // namespace overt::cli
