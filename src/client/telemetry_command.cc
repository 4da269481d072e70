// What a tool offers its users: `my-tool telemetry …`.
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/file.h"
#include "base/printable.h"
#include "client/user_commands.h"
#include "overt/overt.hpp"

namespace overt {
namespace {

constexpr int kExitUsage = 2;

struct Option {
  std::string_view name;
  std::string_view what;
};

struct Command {
  std::string_view name;
  std::string_view what;
  std::array<Option, 3> options{};  // those without a name are none
  bool by_overt = false;            // the program `overt` does it
};

constexpr Option kJson = {"--json", "as one JSON object, for programs"};
constexpr std::array<Command, 8> kCommands = {{
    {"status", "whether telemetry is on, who decided, what is queued and what was sent", {kJson}},
    {"on", "allow it"},
    {"off", "refuse it: nothing is recorded or sent from then on"},
    {"log",
     "show what was recorded, as it is",
     {Option{"--follow", "and go on with what is recorded meanwhile, until Ctrl-C"},
      Option{"--receipts", "then what was sent where, and the answers"},
      Option{"--json", "as it is, also where a terminal could show it readably"}}},
    {"purge", "remove what was recorded", {Option{"--yes", "without asking"}}},
    {"preview", "show the request that would be sent next", {}, true},
    {"verify", "hold what was sent against the log", {}, true},
    {"send", "send what is queued, now", {}, true},
}};

// What the user typed, taken apart.
struct Asked {
  const Command* command = nullptr;
  std::vector<std::string_view> options;

  bool has(std::string_view option) const { return std::ranges::count(options, option) > 0; }
};

void show(std::string_view text, std::FILE* where) {
  std::fwrite(text.data(), 1, text.size(), where);
}

// Of the tool itself, by the words that lead here: "my-tool telemetry".
std::string name_of(const Contract& contract) {
  return contract.telemetry_command.empty() ? std::string(contract.app) + " telemetry"
                                            : std::string(contract.telemetry_command);
}

int fail(const Contract& contract, const std::string& message) {
  show(printable(name_of(contract) + ": " + message) + "\n", stderr);
  return kExitUsage;
}

int print_help(const Contract& contract) {
  const std::string name = name_of(contract);
  std::string text = "What " + std::string(contract.app) +
                     " records about its use, and what becomes of it.\n\nUsage: " + name +
                     " COMMAND\n\n";
  const auto add = [&text](std::string_view indent, std::string_view word, std::string_view what) {
    constexpr std::size_t kWidth = 16;
    std::string line = std::string(indent).append(word);
    line.append(line.size() < kWidth ? kWidth - line.size() : 1, ' ');
    text.append(line).append(what).append("\n");
  };
  for (const Command& command : kCommands) {
    add("  ", command.name, command.what);
    for (const Option& option : command.options) {
      if (!option.name.empty()) add("    ", option.name, option.what);
    }
  }
  text += "\nExample: " + name + " status\n";
  show(text, stdout);
  return 0;
}

// Becomes the program `overt` with the same command. It gets the contract by a descriptor: a file
// of its own would be one more for a user who has refused telemetry. Returns only if that fails.
Status become_overt(const Contract& contract, const char* overt, std::span<char* const> words) {
  const int fd = ::memfd_create("contract.toml", 0);
  if (fd < 0) return errno_error("make", "a file in memory");
  const UniqueFd file(fd);
  const std::string_view text = contract.text;
  if (::write(fd, text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
    return errno_error("write", "a file in memory");
  }
  std::vector<std::string> arguments = {"overt", words[0], "--contract",
                                        "/proc/self/fd/" + std::to_string(fd)};
  for (const char* word : words.subspan(1)) arguments.emplace_back(word);
  std::vector<char*> argv;
  argv.reserve(arguments.size() + 1);
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  std::fflush(stdout);
  ::execv(overt, argv.data());
  return Error{std::string(words[0]) + " needs the program " + overt + ": " + std::strerror(errno)};
}

Result<Asked> understand(std::span<char* const> words) {
  const auto* command = std::ranges::find(kCommands, words[0], &Command::name);
  if (command == kCommands.end()) {
    return Error{std::string("no command is named ") + words[0] + " (try: --help)"};
  }
  Asked asked{.command = command, .options = {}};
  for (const std::string_view word : words.subspan(1)) {
    const bool known =
        !word.empty() && std::ranges::count(command->options, word, &Option::name) > 0;
    if (!known && !command->by_overt) {
      return Error{std::string(words[0]) + " does not know " + std::string(word) +
                   " (try: --help)"};
    }
    asked.options.push_back(word);
  }
  return asked;
}

// At a terminal `overt`, if it is there, shows the log so that a person can read it.
bool overt_shows_it_better(const Asked& asked, const char* overt) {
  return asked.command->name == "log" && !asked.has("--json") && ::isatty(STDOUT_FILENO) == 1 &&
         ::access(overt, X_OK) == 0;
}

Result<int> answer(const ToolOfUser& tool, const Asked& asked) {
  const std::string_view name = asked.command->name;
  if (name == "status") return print_status(tool, {.json = asked.has("--json")});
  if (name == "on" || name == "off") return turn(tool, name == "on");
  if (name == "purge") return purge_records(tool, {.yes = asked.has("--yes")});
  return print_raw_log(tool,
                       {.receipts = asked.has("--receipts"), .follow = asked.has("--follow")});
}

Result<int> run(const Contract& contract, ToolVersion version, std::span<char* const> words,
                const char* overt) {
  const Result<Asked> asked = understand(words);
  if (!asked) return asked.error();
  if (asked->command->by_overt || overt_shows_it_better(*asked, overt)) {
    return become_overt(contract, overt, words).error();
  }
  const Result<ToolOfUser> tool =
      tool_of_user(contract, version.text(), Environment::of_this_process());
  if (!tool) return tool.error();
  return answer(*tool, *asked);
}

bool asks_for_help(std::string_view word) {
  return word == "--help" || word == "-h" || word == "help";
}

}  // namespace

int telemetry_command(const Contract& contract, ToolVersion version, int argc, char** argv,
                      const RecorderOptions& options) noexcept try {
  const std::span<char* const> words(argv + std::min(argc, 1),
                                     static_cast<std::size_t>(std::max(argc - 1, 0)));
  if (words.empty() || std::ranges::any_of(words, asks_for_help)) return print_help(contract);
  const char* const overt =
      options.overt_program == nullptr ? OVERT_INSTALLED_PROGRAM : options.overt_program;
  const Result<int> exit_code = run(contract, version, words, overt);
  std::fflush(stdout);
  return exit_code ? *exit_code : fail(contract, exit_code.error().message);
} catch (const std::exception& error) {
  for (const std::string_view text : {std::string_view(error.what()), std::string_view("\n")}) {
    show(text, stderr);
  }
  return kExitUsage;
}

}  // namespace overt
