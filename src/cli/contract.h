// The subcommands of `overt contract`, one file each, as commands.h says of overt's own.
#pragma once

#include "cli/commands.h"

namespace overt::cli {

Command contract_check_command();
Command contract_compile_command();
Command contract_diff_command();
Command contract_header_command();
Command contract_init_command();
Command contract_page_command();
Command contract_schema_command();

}  // namespace overt::cli
