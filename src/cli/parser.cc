#include "cli/parser.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <type_traits>

#include "cli/commands.h"
#include "cli/format.h"

namespace overt::cli {
namespace {

// CLI11 2.1 takes for a number that has no place in 64 bits the nearest that has.
std::string why_not_in_range(const std::string& text) {
  errno = 0;
  std::strtoll(text.c_str(), nullptr, 0);
  return errno == ERANGE ? text + " is out of range" : "";
}

void add_option(CLI::App& app, const Option& option) {
  const auto add = [&](auto* value) {
    if constexpr (std::is_same_v<decltype(value), bool*>) {
      return app.add_flag(option.name, *value, option.help);
    } else {
      return app.add_option(option.name, *value, option.help);
    }
  };
  CLI::Option* const added = std::visit(add, option.value);
  if (!option.value_name.empty()) added->type_name(option.value_name);
  if (std::holds_alternative<std::int64_t*>(option.value)) added->check(why_not_in_range);
  if (!option.choices.empty()) added->check(CLI::IsMember(option.choices));
  if (!option.excludes.empty()) added->excludes(app.get_option(option.excludes));
  if (option.required) added->required();
  if (option.shows_default) added->capture_default_str();
  if (option.hidden) added->group("");
}

// Tells `app` what `command` takes; `called` becomes the command that was called once `app` parses.
void describe(CLI::App& app, const Command& command, const Command*& called) {
  for (const Option& option : command.options) add_option(app, option);
  for (const OptionGroup& group : command.groups) {
    CLI::Option_group& options = *app.add_option_group(group.name);
    for (const Option& option : group.options) add_option(options, option);
    options.require_option(1);
  }
  for (const Command& below : command.commands) {
    describe(*app.add_subcommand(below.name, below.summary), below, called);
  }
  if (!command.commands.empty()) app.require_subcommand(1);
  app.footer(command.footer);
  if (command.run) app.callback([&command, &called] { called = &command; });
}

// Whether `word` is an option or the name of a command. Of any other word the library would only
// say that a command is missing.
bool is_known(const Command& program, std::string_view word) {
  return word.starts_with('-') || std::ranges::count(program.commands, word, &Command::name) > 0;
}

}  // namespace

int fail(const std::string& message) {
  // It may quote a file or an argument, which must not command the reader's terminal.
  const std::string line = "overt: " + printable(message) + "\n";
  std::fwrite(line.data(), 1, line.size(), stderr);
  return kExitUsage;
}

int print(const std::string& text, const std::string& what) {
  const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  if (written && std::fflush(stdout) == 0) return 0;
  return fail("cannot write " + what + " to stdout");
}

int parse_and_run(const Command& program, const std::string& version, int own, char** argv) {
  if (own > 1 && !is_known(program, argv[1])) {
    return fail(std::string("no command is named ") + argv[1] + " (try: overt --help)");
  }
  CLI::App app(program.summary, program.name);
  app.set_version_flag("--version", version);
  const Command* called = nullptr;
  describe(app, program, called);
  try {
    app.parse(own, argv);
  } catch (const CLI::Success& asked_for_help) {
    return app.exit(asked_for_help);
  } catch (const CLI::ParseError& error) {
    return fail(std::string(error.what()) + " (try: overt --help)");
  }
  return called->run();
}

}  // namespace overt::cli
