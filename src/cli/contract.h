// The subcommands of `overt contract`, one file each, as commands.h says of overt's own.
#pragma once

#include <CLI/CLI.hpp>

#include "cli/commands.h"

namespace overt::cli {

void add_contract_check_command(CLI::App& contract, Run& run);
void add_contract_compile_command(CLI::App& contract, Run& run);
void add_contract_diff_command(CLI::App& contract, Run& run);
void add_contract_header_command(CLI::App& contract, Run& run);
void add_contract_init_command(CLI::App& contract, Run& run);
void add_contract_page_command(CLI::App& contract, Run& run);
void add_contract_schema_command(CLI::App& contract, Run& run);

}  // namespace overt::cli
