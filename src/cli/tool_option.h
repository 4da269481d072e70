// The options that say which tool a command is about: its contract, or only its name.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "base/environment.h"
#include "base/result.h"
#include "contract/load.h"

namespace overt::cli {

// Adds --contract to `command`, for one contract.
CLI::Option* add_contract_option(CLI::App& command, std::string& path);

struct ToolOption {
  std::string contract_path;
  std::string app;
};

// Adds --contract and --app to `command`; exactly one of them must be given.
void add_tool_option(CLI::App& command, ToolOption& option);

// The tool's contract: the one that was named, or the one that the tool has left beside its log.
Result<LoadedContract> contract_of(const ToolOption& option, const Environment& environment);

// The tool's name. An error if the contract cannot be loaded or --app is not a name a contract may
// have, which keeps it from leading anywhere else than into its own folder.
Result<std::string> app_name(const ToolOption& option);

}  // namespace overt::cli
