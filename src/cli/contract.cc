// overt contract: what a tool's makers do with its contract.
#include "cli/contract.h"

#include "cli/commands.h"

namespace overt::cli {

void add_contract_command(CLI::App& app, Run& run) {
  CLI::App* const contract =
      app.add_subcommand("contract", "Make a tool's contract: what may be collected about it");
  contract->require_subcommand(1);
  // In the order in which a maintainer needs them.
  add_contract_init_command(*contract, run);
  add_contract_check_command(*contract, run);
  add_contract_diff_command(*contract, run);
  add_contract_header_command(*contract, run);
  add_contract_compile_command(*contract, run);
  add_contract_page_command(*contract, run);
  add_contract_schema_command(*contract, run);
}

}  // namespace overt::cli
