#include "contract/starter/starter.h"

#include <algorithm>
#include <cstddef>
#include <set>

#include "contract/starter/starter_options.h"

namespace overt {
namespace {

// The limits of docs/contract-format.md.
constexpr std::size_t kNameCharactersMax = 128;
constexpr std::size_t kCommandsMax = 1024;
constexpr std::size_t kOptionsMax = 1024;

// Leaves room for what is put behind it in span_name.
constexpr std::size_t kAppCharactersMax = 64;

constexpr std::size_t kLineColumns = 100;

constexpr std::string_view kAttributes = R"([[attribute]]
name = "arch"
type = "enum"
values = ["386", "amd64", "arm", "arm64", "loong64", "ppc64le", "riscv64", "s390x"]
why.en = "Which processors the tool has to be fast on."

[[attribute]]
name = "ci"
type = "boolean"
optional = true
why.en = "Runs by machines and runs by people are different questions."

[[attribute]]
name = "ciName"
type = "enum"
values = ["buddy", "circleci", "github-actions", "gitlab", "gocd", "jenkins", "teamcity", "travis"]
optional = true
why.en = "Which CI systems the tool has to work well in."

[[attribute]]
name = "os"
type = "enum"
values = ["darwin", "freebsd", "linux", "netbsd", "openbsd", "windows"]
why.en = "Which systems the tool has to work on."

[[attribute]]
name = "version"
type = "version"
why.en = "Which versions are still in use, and whether a new one made something worse."

[[event]]
type = "CommandStarted"
why.en = "Which commands and options are used."
fields = [
  { name = "commandOptions", type = "options", optional = true, why.en = "Which options are used, and which could go." },
]

[[event]]
type = "CommandExited"
why.en = "Which commands fail, and which are slow."
fields = [
  { name = "exitCode", type = "exit_code", why.en = "Which commands fail." },
  { name = "durationMs", type = "duration_ms", why.en = "Which commands are slow." },
]
)";

std::string quoted(std::string_view text) { return std::string("\"").append(text).append("\""); }

// "my-tool" gives "MY_TOOL"; a variable's name does not begin with a digit.
std::string env_prefix_of(std::string_view app) {
  std::string prefix(app.front() >= '0' && app.front() <= '9' ? "_" : "");
  for (const char c : app) {
    if (c == '-') {
      prefix += '_';
      continue;
    }
    const bool is_letter = c >= 'a' && c <= 'z';
    prefix += is_letter ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return prefix;
}

bool is_recordable(std::string_view command) {
  return command.size() <= kNameCharactersMax && !command.ends_with(' ') &&
         command.find("  ") == std::string_view::npos && std::ranges::all_of(command, [](char c) {
           return c >= ' ' && c <= '~' && c != '"' && c != '\\';
         });
}

// Asking about the tool is no use of it.
bool is_ignored(std::string_view path) {
  return path == "help" || path == "version" || path == "completion";
}

std::string header(std::string_view app) {
  const std::string name(app);
  return "# A first contract of " + name + ", made by `overt contract init` from its --help.\n" +
         R"(# docs/contract-format.md explains each key. Before you use it:
# - Say who answers for it and what it is for, and put in your collector's address.
# - Delete what you will not look at: what is not named here cannot be collected.
# - Look at the commands and options: they were read from texts for people, and some may be missing,
#   or be no commands and options at all.
# - Write why each field is collected, in words for the people it is collected from.

)" +
         "app = " + quoted(name) + "\nenv_prefix = " + quoted(env_prefix_of(app)) +
         "  # gives users " + env_prefix_of(app) + "_TELEMETRY and " + env_prefix_of(app) +
         "_TELEMETRY_LOG_FILE\n" +
         R"(# Before you use it: the address of your collector.
endpoint = "https://telemetry.example.com/v1/traces"
# Before you use it: a name of yours. The collector knows the tool by it.
)" +
         "span_name = " + quoted(name + ".example.com") +
         R"(
schema_versions = [2]
# Users turn it on: `overt on --app )" +
         name + R"(`. Before you use it: decide whether to ask them to.
default = "off"
# In CI nobody can be asked: say here what is right there.
# default_in_ci = "off"
# If the tool itself offers overt's commands: what a user types for them.
# telemetry_command = ")" +
         name + R"( telemetry"
# owner = "Who answers for what is collected: a name or an address."
# purpose.en = "What all of it is for, in your words."
project_id.why.en = "How many projects use the tool: a hash of the origin's URL tells them apart."

)";
}

// A list of texts, wrapped; the first alone on its line if there are many.
std::string list_of(const std::vector<std::string>& texts) {
  std::string list = "[\n";
  std::string line;
  for (const std::string& text : texts) {
    const std::string item = quoted(text) + ",";
    if (!line.empty() && line.size() + 1 + item.size() > kLineColumns) {
      list += line + "\n";
      line.clear();
    }
    line += (line.empty() ? "  " : " ") + item;
  }
  return list + line + "\n]\n";
}

std::string cut_note(std::size_t left_out, std::string_view what) {
  if (left_out == 0) return {};
  return "# " + std::to_string(left_out) + " more " + std::string(what) +
         " were found than a contract may hold; the last of the alphabet are left out.\n";
}

std::string commands_text(const StarterInput& input) {
  std::vector<std::string> ignored;
  std::set<std::string> paths;
  for (const std::string& path : input.commands) {
    const std::string command = input.app + " " + path;
    if (path.empty() || path.front() == ' ' || !is_recordable(command)) continue;
    if (!is_ignored(path)) paths.insert(command);
    if (is_ignored(path) && std::ranges::count(ignored, command) == 0) ignored.push_back(command);
  }
  std::vector<std::string> commands{input.app};
  commands.insert(commands.end(), paths.begin(), paths.end());
  const std::size_t kept = std::min(commands.size(), kCommandsMax);
  const std::size_t left_out = commands.size() - kept;
  commands.resize(kept);
  std::ranges::sort(ignored);
  return "# Before you use it: a run of a command that is not listed counts as the tool's own "
         "name.\n" +
         cut_note(left_out, "commands") + "commands = " + list_of(commands) +
         (ignored.empty()
              ? ""
              : "# Runs of these record nothing.\nignored_commands = " + list_of(ignored)) +
         "\n";
}

std::string option_line(const StarterOption& option) {
  std::string spellings;
  for (const std::string& spelling : option.spellings) {
    spellings += (spellings.empty() ? "" : ", ") + quoted(spelling);
  }
  return "  { name = " + quoted(option.name) + ", spellings = [" + spellings + "]" +
         (option.takes_value ? ", value = true" : "") + " }," +
         (option.note.empty() ? "" : "  # " + option.note) + "\n";
}

std::string options_text(const StarterInput& input) {
  std::vector<StarterOption> options = merge_options(input.options);
  const std::size_t kept = std::min(options.size(), kOptionsMax);
  const std::size_t left_out = options.size() - kept;
  options.resize(kept);
  std::string text =
      "# The name is recorded, a value never. Before you use it: value = true belongs to each "
      "option\n"
      "# whose next word is its value, so that the value is not taken for a command.\n" +
      cut_note(left_out, "options") + "options = [\n";
  for (const StarterOption& option : options) text += option_line(option);
  return text + "]\n\n";
}

}  // namespace

bool is_starter_app(std::string_view name) {
  return !name.empty() && name.size() <= kAppCharactersMax && !name.starts_with('-') &&
         std::ranges::all_of(name, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
         });
}

std::string starter_contract(const StarterInput& input) {
  return header(input.app) + commands_text(input) + options_text(input) + std::string(kAttributes);
}

}  // namespace overt
