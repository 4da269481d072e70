#include "cli/parser.h"

#include <algorithm>
#include <cstdio>
#include <string>
#include <string_view>

#include "cli/format.h"

namespace overt::cli {
namespace {

// Whether `word` is an option or the name of a command. Of any other word the parser would only say
// that a command is missing.
bool is_known(const CLI::App& app, std::string_view word) {
  return word.starts_with('-') ||
         std::ranges::any_of(app.get_subcommands(nullptr), [word](const CLI::App* command) {
           return command->get_name() == word;
         });
}

}  // namespace

int fail(const std::string& message) {
  // It may quote a file or an argument, which must not command the reader's terminal.
  const std::string line = "overt: " + printable(message) + "\n";
  std::fwrite(line.data(), 1, line.size(), stderr);
  return kExitUsage;
}

int parse_and_run(CLI::App& app, const Run& run, int own, char** argv) {
  if (own > 1 && !is_known(app, argv[1])) {
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

}  // namespace overt::cli
