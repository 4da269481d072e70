#include <algorithm>
#include <cstdio>
#include <string>
#include <string_view>

#include "cli/commands.h"
#include "cli/format.h"

namespace overt::cli {

int fail(const std::string& message) {
  // It may quote a file or an argument, which must not command the reader's terminal.
  const std::string line = "overt: " + printable(message) + "\n";
  std::fwrite(line.data(), 1, line.size(), stderr);
  return kExitUsage;
}

namespace {

// How many of the arguments are overt's own. Behind `overt exec … --` stand another program's,
// which the parser must not see: it would take its own options from among them.
int count_own_arguments(int argc, char** argv) {
  using namespace std::string_view_literals;
  if (argc < 2 || argv[1] != "exec"sv) return argc;
  return static_cast<int>(std::find(argv, argv + argc, "--"sv) - argv);
}

// Whether `word` is an option or the name of a command. Of any other word the parser would only say
// that a command is missing.
bool is_known(const CLI::App& app, std::string_view word) {
  return word.starts_with('-') ||
         std::ranges::any_of(app.get_subcommands(nullptr), [word](const CLI::App* command) {
           return command->get_name() == word;
         });
}

int parse_and_run(int argc, char** argv) {
  const int own = count_own_arguments(argc, argv);
  CLI::App app("Usage telemetry for command-line tools, in plain sight.", "overt");
  app.set_version_flag("--version", OVERT_VERSION);
  app.require_subcommand(1);
  Run run;
  // In the order in which the help lists them: a tool's user, then its maker.
  add_exec_command(app, run, own < argc ? argv + own + 1 : argv + argc);
  add_log_command(app, run);
  add_status_command(app, run);
  add_on_command(app, run);
  add_off_command(app, run);
  add_send_command(app, run);
  add_serve_command(app, run);
  add_report_command(app, run);
  add_contract_command(app, run);

  if (argc > 1 && !is_known(app, argv[1])) {
    return fail(std::string("no command is named ") + argv[1] + " (try: overt --help)");
  }
  try {
    app.parse(own, argv);
  } catch (const CLI::Success& asked_for_help) {
    return app.exit(asked_for_help);
  } catch (const CLI::ParseError& error) {
    return fail(std::string(error.what()) + " (try: overt --help)");
  }
  return run();
}

}  // namespace
}  // namespace overt::cli

int main(int argc, char** argv) { return overt::cli::parse_and_run(argc, argv); }
