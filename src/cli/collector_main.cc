// `overt-collector`: what collects, what looks after it, and what answers from the store.
// The commands that collector_program.cc lists become this program; it speaks as `overt`.
#include "cli/collector_program.h"
#include "cli/commands.h"
#include "cli/parser.h"

namespace overt::cli {
namespace {

int run_collector_program(int argc, char** argv) {
  const Command program{
      .name = "overt",
      .summary = "Collects events of command-line tools, and answers questions about them.",
      .commands = {serve_command(), doctor_command(), report_command(), query_command(),
                   export_command(), import_command(), migrate_command(), publish_command(),
                   project_id_command(), forget_command(), store_command(), simulate_command()}};
  return parse_and_run(program, OVERT_VERSION, argc, argv);
}

}  // namespace
}  // namespace overt::cli

int main(int argc, char** argv) { return overt::cli::run_collector_program(argc, argv); }
