// overt contract: what a tool's makers do with its contract.
#include "cli/contract.h"

#include "cli/commands.h"

namespace overt::cli {

Command contract_command() {
  return {.name = "contract",
          .summary = "Make a tool's contract: what may be collected about it",
          // In the order in which a maintainer needs them.
          .commands = {contract_init_command(), contract_check_command(), contract_diff_command(),
                       contract_header_command(), contract_compile_command(),
                       contract_page_command(), contract_schema_command()}};
}

}  // namespace overt::cli
