// The options that say which tool a command is about: its contract, or only its name.
#pragma once

#include <string>

#include "base/environment.h"
#include "base/result.h"
#include "cli/command.h"
#include "contract/load.h"

namespace overt::cli {

// --contract, for one contract. Borrows `path`, as `Value` says.
Option contract_option(std::string& path);

struct ToolOption {
  std::string contract_path;
  std::string app;
};

// --contract and --app, of which one says the tool. Borrows `option`.
OptionGroup tool_options(ToolOption& option);

// The tool's contract: the one that was named, or the one that the tool has left beside its log.
Result<LoadedContract> contract_of(const ToolOption& option, const Environment& environment);

// The tool's name. An error if the contract cannot be loaded or --app is not a name a contract may
// have, which keeps it from leading anywhere else than into its own folder.
Result<std::string> app_name(const ToolOption& option);

}  // namespace overt::cli
