#include "cli/tool_option.h"

#include <filesystem>
#include <string_view>

#include "client/state.h"

namespace overt::cli {

Option contract_option(std::string& path) {
  return {.name = "--contract",
          .value = &path,
          .help = "The tool's contract, a TOML file",
          .value_name = "FILE"};
}

OptionGroup tool_options(ToolOption& option) {
  return {.name = "Tool",
          .options = {contract_option(option.contract_path),
                      {.name = "--app",
                       .value = &option.app,
                       .help = "The tool's name, as its contract says it",
                       .value_name = "NAME"}}};
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
