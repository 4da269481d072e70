#include "cli/user_tool.h"

#include "cli/commands.h"

namespace overt::cli {

Result<AskedTool> asked_tool(const ToolOption& option, const std::string& version) {
  const Result<std::string> app = app_name(option);
  if (!app) return app.error();
  AskedTool asked{
      .contract = nullptr,
      .tool = {.app = *app, .version = version, .environment = Environment::of_this_process()}};
  Result<StateDirectory> state = state_directory(asked.tool.environment, *app);
  if (!state) return state.error();
  asked.tool.state = *std::move(state);
  Result<LoadedContract> contract = contract_of(option, asked.tool.environment);
  if (!contract) {
    asked.tool.why_unknown = contract.error().message;
  } else if ((*contract)->app != asked.tool.app) {
    asked.tool.why_unknown = asked.tool.state.contract() + " is the contract of another tool";
  } else {
    asked.contract = *std::move(contract);
    asked.tool.contract = asked.contract.get();
  }
  return asked;
}

int run_for_tool(const ToolOption& option, const std::string& version,
                 const std::function<Result<int>(const ToolOfUser& tool)>& command) {
  const Result<AskedTool> asked = asked_tool(option, version);
  if (!asked) return fail(asked.error().message);
  const Result<int> exit_code = command(asked->tool);
  return exit_code ? *exit_code : fail(exit_code.error().message);
}

}  // namespace overt::cli
