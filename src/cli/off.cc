// `overt off`: the user's choice.
#include <memory>

#include "cli/choice.h"
#include "cli/commands.h"

namespace overt::cli {

Command off_command() {
  const auto tool = std::make_shared<ToolOption>();
  return {.name = "off",
          .summary = "Refuse a tool's telemetry; nothing is recorded or sent from then on",
          .groups = {tool_options(*tool)},
          .footer = "Example: overt off --app git",
          .run = [tool] { return keep_choice(*tool, false); }};
}

}  // namespace overt::cli
