// overt doctor: whether a collector would run well here, and what to do about it.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/printable.h"
#include "cli/collector_program.h"
#include "cli/commands.h"
#include "cli/doctor_checks.h"
#include "cli/serve_options.h"
#include "model/json_writer.h"

namespace overt::cli {
namespace {

constexpr int kExitProblems = 1;

struct Look {
  std::string_view word;
  std::string_view colour;
};

Look look_of(Health health) {
  switch (health) {
    case Health::kOk:
      return {.word = "ok", .colour = "\x1b[32m"};
    case Health::kWarning:
      return {.word = "warning", .colour = "\x1b[33m"};
    case Health::kProblem:
      break;
  }
  return {.word = "problem", .colour = "\x1b[31m"};
}

std::ptrdiff_t count(const Findings& findings, Health health) {
  return std::ranges::count(findings, health, &Finding::health);
}

std::string text_of(const Findings& findings, bool coloured) {
  std::string text;
  for (const Finding& finding : findings) {
    const Look look = look_of(finding.health);
    const std::string word = fmt::format("{:<8}", look.word);
    text += coloured ? fmt::format("{}{}\x1b[0m", look.colour, word) : word;
    text += fmt::format(" {:<12} {}\n", finding.check, printable(finding.seen));
    if (!finding.to_do.empty()) text += fmt::format("{:>23}{}\n", "-> ", printable(finding.to_do));
  }
  const auto problems = count(findings, Health::kProblem);
  const auto warnings = count(findings, Health::kWarning);
  return text + fmt::format("{} problem{}, {} warning{}\n", problems, problems == 1 ? "" : "s",
                            warnings, warnings == 1 ? "" : "s");
}

std::string json_of(const Findings& findings) {
  JsonWriter json;
  json.begin_object();
  json.key("problems");
  json.integer(count(findings, Health::kProblem));
  json.key("warnings");
  json.integer(count(findings, Health::kWarning));
  json.key("checks");
  json.begin_array();
  for (const Finding& finding : findings) {
    json.begin_object();
    json.key("check");
    json.string(finding.check);
    json.key("health");
    json.string(look_of(finding.health).word);
    json.key("seen");
    json.string(printable(finding.seen));
    json.key("to_do");
    json.string(printable(finding.to_do));
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return std::move(json).take() + "\n";
}

struct DoctorCommand {
  ServeArguments arguments;
  bool json = false;
};

// https://no-color.org: set to anything but nothing.
bool wants_colours() {
  const char* const no_color = std::getenv("NO_COLOR");
  const char* const term = std::getenv("TERM");
  return ::isatty(STDOUT_FILENO) == 1 && (no_color == nullptr || *no_color == '\0') &&
         term != nullptr && std::string_view(term) != "dumb";
}

Findings examine(const ServeFlags& flags) {
  const SystemClock clock;
  const auto config = read_config_of_this_process(flags);
  if (!config) {
    return {{"settings", Health::kProblem, config.error().message,
             "mend it; docs/operations.md lists all settings"}};
  }
  Findings findings = {{"settings", Health::kOk,
                        config->file.empty() ? "no file; flags, environment and defaults"
                                             : config->file + " and what stands above it"}};
  const ServeSettings& settings = config->settings;
  for (Findings& part : std::array{
           check_contracts(settings, clock), check_data(settings), check_archive(settings),
           check_pepper(settings), check_token(settings), check_entrance(settings),
           check_addresses(settings), check_descriptors(settings), check_clock(settings, clock)}) {
    std::ranges::move(part, std::back_inserter(findings));
  }
  return findings;
}

int doctor(const DoctorCommand& command) {
  const Findings findings = examine(command.arguments.flags());
  fmt::print("{}", command.json ? json_of(findings) : text_of(findings, wants_colours()));
  if (std::fflush(stdout) != 0) return fail("cannot write to stdout");
  return count(findings, Health::kProblem) == 0 ? 0 : kExitProblems;
}

}  // namespace

Command doctor_command() {
  const auto command = std::make_shared<DoctorCommand>();
  std::vector<Option> options = command->arguments.options();
  options.push_back({.name = "--json", .value = &command->json, .help = "For programs"});
  return {.name = "doctor",
          .summary = kDoctorSummary,
          .options = std::move(options),
          .footer =
              "Takes the flags, the variables and the file that `overt serve` takes, and changes "
              "nothing.\n"
              "Exit code: 0 no problem, 1 problems, 2 bad use.\n\n"
              "Example: sudo -u overt overt doctor --config /etc/overt/collector.toml",
          .run = [command] { return doctor(*command); }};
}

}  // namespace overt::cli
