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

Command contract_diff_command() {
  const auto options = std::make_shared<DiffOptions>();
  return {.name = "diff",
          .summary = "Say what a change of a contract would newly collect",
          .options = {{.name = "old",
                       .value = &options->old_path,
                       .help = "The contract as it was",
                       .value_name = "OLD",
                       .required = true},
                      {.name = "new",
                       .value = &options->new_path,
                       .help = "The contract as it would be",
                       .value_name = "NEW",
                       .required = true}},
          .footer =
              "Exit code: 0 nothing new, 1 something new, 2 a file that is no contract.\n"
              "Example: git show main:contracts/git.toml > old.toml\n"
              "         overt contract diff old.toml contracts/git.toml",
          .run = [options] { return diff_files(*options); }};
}

}  // namespace overt::cli
