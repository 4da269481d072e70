// overt contract diff: what a change of a contract would newly collect.
#include <fmt/core.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "base/file.h"
#include "cli/contract.h"
#include "cli/format.h"
#include "contract/load.h"
#include "contract/review/diff.h"

namespace overt::cli {
namespace {

constexpr int kExitMoreIsCollected = 1;

struct DiffOptions {
  std::string old_path;
  std::string new_path;
};

Result<LoadedContract> contract_at(const std::string& path) {
  const Result<std::string> text = read_file(path, kContractBytesMax);
  if (!text) return text.error();
  return parse_contract(*text, path);
}

int print(const std::vector<ContractChange>& changes) {
  for (const ContractChange& change : changes) {
    fmt::print("{} {}\n", change.is_new ? '+' : '-', printable(change.text));
  }
  const auto more = std::ranges::count_if(changes, &ContractChange::is_new);
  if (!changes.empty()) fmt::print("\n");
  if (more == 0) {
    fmt::print("Nothing new would be collected.\n");
  } else {
    fmt::print("{} thing{} would newly be collected; people should be told before.\n", more,
               more == 1 ? "" : "s");
  }
  if (std::fflush(stdout) != 0) return fail("cannot write to stdout");
  return more == 0 ? 0 : kExitMoreIsCollected;
}

int diff_files(const DiffOptions& options) {
  const Result<LoadedContract> old = contract_at(options.old_path);
  if (!old) return fail(old.error().message);
  const Result<LoadedContract> now = contract_at(options.new_path);
  if (!now) return fail(now.error().message);
  return print(diff(**old, **now));
}

}  // namespace

void add_contract_diff_command(CLI::App& contract, Run& run) {
  CLI::App* const command =
      contract.add_subcommand("diff", "Say what a change of a contract would newly collect");
  const auto options = std::make_shared<DiffOptions>();
  command->add_option("old", options->old_path, "The contract as it was")
      ->type_name("OLD")
      ->required();
  command->add_option("new", options->new_path, "The contract as it would be")
      ->type_name("NEW")
      ->required();
  command->footer(
      "Exit code: 0 nothing new, 1 something new, 2 a file that is no contract.\n"
      "Example: git show main:contracts/git.toml > old.toml\n"
      "         overt contract diff old.toml contracts/git.toml");
  command->callback([options, &run] { run = [options] { return diff_files(*options); }; });
}

}  // namespace overt::cli
