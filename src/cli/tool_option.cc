#include "cli/tool_option.h"

#include <filesystem>
#include <string_view>

#include "client/state.h"

namespace overt::cli {

CLI::Option* add_contract_option(CLI::App& command, std::string& path) {
  return command.add_option("--contract", path, "The tool's contract, a TOML file")
      ->type_name("FILE");
}

void add_tool_option(CLI::App& command, ToolOption& option) {
  CLI::Option_group* const tool = command.add_option_group("Tool");
  add_contract_option(*tool, option.contract_path);
  tool->add_option("--app", option.app, "The tool's name, as its contract says it")
      ->type_name("NAME");
  tool->require_option(1);
}

Result<std::string> app_name(const ToolOption& option) {
  if (!option.contract_path.empty()) {
    Result<LoadedContract> contract = load_contract(option.contract_path);
    if (!contract) return contract.error();
    return std::string((*contract)->app);
  }
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz0123456789-";
  if (option.app.empty() || option.app.find_first_not_of(kLetters) != std::string::npos) {
    return Error{"--app takes a name of lower-case letters, digits and hyphens"};
  }
  return option.app;
}

Result<LoadedContract> contract_of(const ToolOption& option, const Environment& environment) {
  if (!option.contract_path.empty()) return load_contract(option.contract_path);
  const Result<std::string> app = app_name(option);
  if (!app) return app.error();
  const Result<StateDirectory> state = state_directory(environment, *app);
  if (!state) return state.error();
  if (!std::filesystem::exists(state->contract())) {
    return Error{*app + " has recorded nothing here yet: there is no " + state->contract() +
                 " (to name its contract: --contract FILE)"};
  }
  return load_contract(state->contract());
}

}  // namespace overt::cli
