// A tool as one user of this machine has it: what the commands for users are about.
#pragma once

#include <string>
#include <string_view>

#include "base/environment.h"
#include "base/result.h"
#include "client/state.h"
#include "overt/contract.hpp"

namespace overt {

struct ToolOfUser {
  std::string app;
  const Contract* contract = nullptr;  // borrowed; nullptr if it is not known
  std::string why_unknown;             // why it is not; empty if it is
  std::string version = "unknown";
  Environment environment;
  StateDirectory state;
};

// The tool of a contract that is known; `contract` must outlive it. An error if there is no home.
Result<ToolOfUser> tool_of_user(const Contract& contract, std::string_view version,
                                Environment environment);

// What the user types to ask for `verb`: "my-tool telemetry off" if the contract says that the tool
// offers it, else "overt off --app my-tool".
std::string command_for(const ToolOfUser& tool, std::string_view verb);

}  // namespace overt
