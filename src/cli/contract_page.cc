// `overt contract page`: writes a tool's telemetry page.
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "base/environment.h"
#include "cli/contract.h"
#include "cli/telemetry_page_of.h"
#include "client/command_line.h"
#include "client/example_events.h"
#include "contract/load.h"

namespace overt::cli {
namespace {

struct PageOptions {
  std::string contract_path;
  std::string language = "en";
  std::string example;  // a command line; empty for one of the contract's own
};

// The run that `line` would be, read as the client reads it. No word of it has a space in it: it is
// an example.
Result<ExampleRun> read_example(const Contract& contract, const std::string& line) {
  std::vector<std::string> words;
  std::istringstream text(line);
  for (std::string word; text >> word;) words.push_back(word);
  std::vector<const char*> argv;
  argv.reserve(words.size() + 1);
  for (const std::string& word : words) argv.push_back(word.c_str());
  argv.push_back(nullptr);
  const CommandLine run = parse_command_line(contract, argv.data(), Environment());
  // The client takes any first word for the tool, under whatever name it was installed.
  const bool is_of_tool = !words.empty() && run.command.starts_with(words.front());
  if (!is_of_tool || run.command.empty() || run.ignored) {
    return Error{"--example takes a command line of " + std::string(contract.app) +
                 " that its contract records, such as \"" + example_run(contract).command + "\""};
  }
  return ExampleRun{.command = run.command, .options = run.options};
}

int page(const PageOptions& options) {
  const Result<LoadedContract> loaded = load_contract(options.contract_path);
  if (!loaded) return fail(loaded.error().message);
  const Contract& contract = **loaded;
  const Result<ExampleRun> run = options.example.empty() ? Result<ExampleRun>(example_run(contract))
                                                         : read_example(contract, options.example);
  if (!run) return fail(run.error().message);
  const std::string text = telemetry_page_of(contract, *run, options.language);
  return print(text, "the page");
}

}  // namespace

Command contract_page_command() {
  const auto options = std::make_shared<PageOptions>();
  return {
      .name = "page",
      .summary = "Write the telemetry page: all that is collected and why, in Markdown, to stdout",
      .options =
          {{.name = "FILE",
            .value = &options->contract_path,
            .help = "The contract, a TOML file",
            .required = true},
           {.name = "--lang",
            .value = &options->language,
            .help = "Language of the page",
            .value_name = "en|ru",
            .choices = {"en", "ru"},
            .shows_default = true},
           {.name = "--example",
            .value = &options->example,
            .help = "The command line that the examples show (default: a command of the contract)",
            .value_name = "'WORDS'"}},
      .footer = "Example: overt contract page contracts/git.toml --lang ru > telemetry.ru.md",
      .run = [options] { return page(*options); }};
}

}  // namespace overt::cli
