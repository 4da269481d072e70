// `overt`: what users and makers of tools call.
#include <algorithm>
#include <string_view>

#include "cli/collector_program.h"
#include "cli/commands.h"
#include "cli/parser.h"

namespace overt::cli {
namespace {

// How many of the arguments are overt's own. Behind `overt exec … --` stand another program's,
// which the parser must not see: it would take its own options from among them.
int count_own_arguments(int argc, char** argv) {
  using namespace std::string_view_literals;
  if (argc < 2 || argv[1] != "exec"sv) return argc;
  return static_cast<int>(std::find(argv, argv + argc, "--"sv) - argv);
}

int run_overt(int argc, char** argv) {
  if (argc > 1 && is_collector_command(argv[1])) return become_collector_program(argv);
  const int own = count_own_arguments(argc, argv);
  CLI::App app("Usage telemetry for command-line tools, in plain sight.", "overt");
  app.set_version_flag("--version", OVERT_VERSION);
  app.require_subcommand(1);
  Run run;
  // In the order in which the help lists them: a tool's user, then its maker.
  add_exec_command(app, run, own < argc ? argv + own + 1 : argv + argc);
  add_status_command(app, run);
  add_on_command(app, run);
  add_off_command(app, run);
  add_log_command(app, run);
  add_preview_command(app, run);
  add_send_command(app, run);
  add_verify_command(app, run);
  add_purge_command(app, run);
  list_collector_commands(app);
  add_contract_command(app, run);
  return parse_and_run(app, run, own, argv);
}

}  // namespace
}  // namespace overt::cli

int main(int argc, char** argv) { return overt::cli::run_overt(argc, argv); }
