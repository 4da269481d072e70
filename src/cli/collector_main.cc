// `overt-collector`: what collects, what looks after it, and what answers from the store.
// `overt serve`, `overt doctor` and `overt report` become this program; it speaks as `overt`.
#include "cli/collector_program.h"
#include "cli/commands.h"
#include "cli/parser.h"

namespace overt::cli {
namespace {

int run_collector_program(int argc, char** argv) {
  CLI::App app("Collects events of command-line tools, and answers questions about them.", "overt");
  app.set_version_flag("--version", OVERT_VERSION);
  app.require_subcommand(1);
  Run run;
  add_serve_command(app, run);
  add_doctor_command(app, run);
  add_report_command(app, run);
  return parse_and_run(app, run, argc, argv);
}

}  // namespace
}  // namespace overt::cli

int main(int argc, char** argv) { return overt::cli::run_collector_program(argc, argv); }
