// What the programs of overt have in common: how they read their arguments.
#pragma once

#include <CLI/CLI.hpp>

#include "cli/commands.h"

namespace overt::cli {

// Parses `argv[1]` to `argv[own - 1]` with `app` and runs the command that was called; returns the
// exit code. What the parser does not understand is one line on stderr and kExitUsage.
int parse_and_run(CLI::App& app, const Run& run, int own, char** argv);

}  // namespace overt::cli
