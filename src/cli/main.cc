#include <cstdio>
#include <string>

#include "cli/commands.h"

namespace overt::cli {

int fail(const std::string& message) {
  const std::string line = "overt: " + message + "\n";
  std::fwrite(line.data(), 1, line.size(), stderr);
  return kExitUsage;
}

namespace {

int parse_and_run(int argc, char** argv) {
  CLI::App app("Usage telemetry for command-line tools, in plain sight.", "overt");
  app.set_version_flag("--version", OVERT_VERSION);
  app.require_subcommand(1);
  Run run;
  add_report_command(app, run);
  add_serve_command(app, run);

  try {
    app.parse(argc, argv);
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
