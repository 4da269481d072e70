#include "cli/choice.h"

#include "cli/user_tool.h"
#include "client/user_commands.h"

namespace overt::cli {

int keep_choice(const ToolOption& option, bool on) {
  return run_for_tool(option, "unknown", [on](const ToolOfUser& tool) { return turn(tool, on); });
}

}  // namespace overt::cli
