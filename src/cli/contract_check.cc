// overt contract check: mistakes in a contract, and what could give away a person.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/file.h"
#include "cli/contract.h"
#include "cli/format.h"
#include "contract/load.h"
#include "contract/review/lint.h"

namespace overt::cli {
namespace {

// Exit codes beside 0; kExitUsage is that of a contract with errors.
constexpr int kExitFindings = 1;

// A contract may be somebody else's: it must not speak to the terminal.
void print_line(const std::string& line) { fmt::print("{}\n", printable(line)); }

std::string_view word_of(const LintFinding& finding) {
  switch (finding.kind) {
    case LintFinding::Kind::kPrivacy:
      return finding.is_open() ? "privacy" : "accepted";
    case LintFinding::Kind::kUpkeep:
      return "upkeep";
    case LintFinding::Kind::kNote:
      return "note";
  }
  return "";
}

std::string line_of(const LintFinding& finding, const std::string& path) {
  std::string place = path;
  if (finding.place.line > 0) {
    place += fmt::format(":{}:{}", finding.place.line, finding.place.column);
  }
  const std::string end = finding.accepted.empty() ? "try: " + finding.to_do
                                                   : fmt::format("answer: {}", finding.accepted);
  return fmt::format("{}: {}: {}; {}", place, word_of(finding), finding.what, end);
}

std::string plural(std::size_t count, std::string_view one) {
  return fmt::format("{} {}{}", count, one, count == 1 ? "" : "s");
}

struct Counts {
  std::size_t findings = 0;
  std::size_t accepted = 0;
  std::size_t notes = 0;
};

Counts count(const std::vector<LintFinding>& all) {
  Counts counts;
  for (const LintFinding& finding : all) {
    if (finding.is_open()) {
      ++counts.findings;
    } else {
      ++(finding.kind == LintFinding::Kind::kNote ? counts.notes : counts.accepted);
    }
  }
  return counts;
}

std::string summary_of(const Contract& contract, const Counts& counts, const std::string& path) {
  return fmt::format("{}: {}, {}, {}, {}; 0 errors, {}, {} accepted{}", path,
                     plural(contract.attributes.size(), "attribute"),
                     plural(contract.events.size(), "event"),
                     plural(contract.commands.size(), "command"),
                     plural(contract.options.size(), "option"), plural(counts.findings, "finding"),
                     counts.accepted, counts.notes == 0 ? "" : ", " + plural(counts.notes, "note"));
}

// Prints what is to be said about one file; returns its exit code.
int check_file(const std::string& path, std::chrono::sys_days today) {
  const Result<std::string> text = read_file(path, kContractBytesMax);
  if (!text) return fail(text.error().message);
  const ContractReading reading = read_contract(*text);
  if (!reading.contract) {
    for (const ContractProblem& problem : reading.problems) {
      print_line(fmt::format("{}:{}:{}: error: {}", path, problem.place.line, problem.place.column,
                             problem.what));
    }
    print_line(fmt::format("{}: {}", path, plural(reading.problems.size(), "error")));
    return kExitUsage;
  }
  const std::vector<LintFinding> findings = lint(*reading.contract, today);
  for (const LintFinding& finding : findings) print_line(line_of(finding, path));
  const Counts counts = count(findings);
  print_line(summary_of(*reading.contract, counts, path));
  return counts.findings == 0 ? 0 : kExitFindings;
}

int check(const std::vector<std::string>& paths) {
  const auto now = std::chrono::sys_time<std::chrono::milliseconds>(
      std::chrono::milliseconds(SystemClock().unix_ms()));
  int worst = 0;
  for (const std::string& path : paths) {
    worst = std::max(worst, check_file(path, std::chrono::floor<std::chrono::days>(now)));
  }
  if (std::fflush(stdout) != 0) return fail("cannot write to stdout");
  return worst;
}

}  // namespace

Command contract_check_command() {
  const auto paths = std::make_shared<std::vector<std::string>>();
  return {.name = "check",
          .summary = "Look for mistakes in contracts, and for what could give away a person",
          .options = {{.name = "file",
                       .value = paths.get(),
                       .help = "The contracts' files",
                       .value_name = "FILE",
                       .required = true}},
          .footer =
              "Exit code: 0 nothing found, 1 findings, 2 errors. What accepted_risk answers is no "
              "finding.\n"
              "Example: overt contract check contracts/git.toml",
          .run = [paths] { return check(*paths); }};
}

}  // namespace overt::cli
