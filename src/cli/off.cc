// `overt off`: the user's choice.
#include <memory>

#include "cli/choice.h"
#include "cli/commands.h"

namespace overt::cli {

void add_off_command(CLI::App& app, Run& run) {
  CLI::App* const command = app.add_subcommand(
      "off", "Refuse a tool's telemetry; nothing is recorded or sent from then on");
  const auto tool = std::make_shared<ToolOption>();
  add_tool_option(*command, *tool);
  command->footer("Example: overt off --app git");
  command->callback([tool, &run] { run = [tool] { return keep_choice(*tool, false); }; });
}

}  // namespace overt::cli
