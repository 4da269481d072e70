#include "client/tool_of_user.h"

#include <utility>

namespace overt {

Result<ToolOfUser> tool_of_user(const Contract& contract, std::string_view version,
                                Environment environment) {
  Result<StateDirectory> state = state_directory(environment, contract.app);
  if (!state) return state.error();
  return ToolOfUser{.app = std::string(contract.app),
                    .contract = &contract,
                    .version = std::string(version),
                    .environment = std::move(environment),
                    .state = *std::move(state)};
}

std::string command_for(const ToolOfUser& tool, std::string_view verb) {
  if (tool.contract != nullptr && !tool.contract->telemetry_command.empty()) {
    return std::string(tool.contract->telemetry_command).append(" ").append(verb);
  }
  return std::string("overt ").append(verb).append(" --app ").append(tool.app);
}

}  // namespace overt
