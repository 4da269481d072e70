// `overt on`: the user's choice.
#include <memory>

#include "cli/choice.h"
#include "cli/commands.h"

namespace overt::cli {

Command on_command() {
  const auto tool = std::make_shared<ToolOption>();
  return {.name = "on",
          .summary = "Allow a tool's telemetry",
          .groups = {tool_options(*tool)},
          .footer = "Example: overt on --app git",
          .run = [tool] { return keep_choice(*tool, true); }};
}

}  // namespace overt::cli
