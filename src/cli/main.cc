// `overt`: what users and makers of tools call.
#include <algorithm>
#include <iterator>
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
  Command program{.name = "overt",
                  .summary = "Usage telemetry for command-line tools, in plain sight."};
  // In the order in which the help lists them: a tool's user, then its maker.
  program.commands = {exec_command(own < argc ? argv + own + 1 : argv + argc),
                      status_command(),
                      on_command(),
                      off_command(),
                      log_command(),
                      preview_command(),
                      send_command(),
                      verify_command(),
                      purge_command()};
  std::ranges::move(listed_collector_commands(), std::back_inserter(program.commands));
  program.commands.push_back(contract_command());
  return parse_and_run(program, OVERT_VERSION, own, argv);
}

}  // namespace
}  // namespace overt::cli

int main(int argc, char** argv) { return overt::cli::run_overt(argc, argv); }
