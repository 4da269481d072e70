// What the programs of overt have in common: how they read their arguments.
#pragma once

#include <string>

#include "cli/command.h"

namespace overt::cli {

// Parses `argv[1]` to `argv[own - 1]` as `program` says and runs the command that was called;
// returns the exit code. `--help` and `--version` are answered on stdout. What is not understood is
// one line on stderr and kExitUsage.
int parse_and_run(const Command& program, const std::string& version, int own, char** argv);

}  // namespace overt::cli
