// What a command line says of a command, in the words of a contract.
#pragma once

#include <string>

#include "base/environment.h"
#include "model/event.h"
#include "overt/contract.hpp"

namespace overt {

struct CommandLine {
  std::string command;   // empty: nothing is to be recorded
  OptionList options;    // in the contract's order, each once; only those that were given
  bool ignored = false;  // the contract ignores exactly this command
};

// Reads `argv`, which ends with nullptr as for execve(2) and whose first word is the program,
// whatever its path. The command is the longest of the contract that the words spell which are no
// options and no options' values, from the first on; the tool's own name if they spell none.
// Options are known by the contract's spellings, as `--name=value`, `--name value`, `-n value`,
// `-nvalue` and as letters behind one hyphen, up to `--`. A word that the contract does not know
// leaves no trace, and no value does.
CommandLine parse_command_line(const Contract& contract, const char* const* argv,
                               const Environment& environment);

}  // namespace overt
