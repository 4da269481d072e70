// The tool that a user asks about, as --app or --contract names it.
#pragma once

#include <functional>
#include <string>

#include "base/result.h"
#include "cli/tool_option.h"
#include "client/tool_of_user.h"
#include "contract/load.h"

namespace overt::cli {

struct AskedTool {
  LoadedContract contract;  // nullptr if it is not known
  ToolOfUser tool;          // borrows it
};

// With --app, the contract that the tool has left beside its log. That there is none, or none that
// can be read, is no error: what can be said or done without it is.
Result<AskedTool> asked_tool(const ToolOption& option, const std::string& version = "unknown");

// Runs `command` for the tool; prints an error, its own or the command's, as one line.
int run_for_tool(const ToolOption& option, const std::string& version,
                 const std::function<Result<int>(const ToolOfUser& tool)>& command);

}  // namespace overt::cli
