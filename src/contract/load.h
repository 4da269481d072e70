// Reads a contract from its TOML file; docs/contract-format.md.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "overt/contract.hpp"

namespace overt {

// A contract is written by hand; a larger file is not one.
inline constexpr std::size_t kContractBytesMax = 1 << 20;

// A contract and what its views lead to.
using LoadedContract = std::shared_ptr<const Contract>;

// What is wrong, and where.
struct ContractProblem {
  Place place;
  std::string what;
};

// "contracts/git.toml:3:1: app: must be a text in quotes"
std::string to_string(const ContractProblem& problem, std::string_view path);

struct ContractReading {
  LoadedContract contract;                // nullptr if there is a problem
  std::vector<ContractProblem> problems;  // in the order of the file
};

// All that is wrong with a text, not only the first.
ContractReading read_contract(std::string_view toml);

// The error is one line: file, line, column, what is wrong and what is expected there.
Result<LoadedContract> load_contract(const std::string& path);

// The same for text already read; `path` only names it in errors.
Result<LoadedContract> parse_contract(std::string_view toml, std::string_view path);

}  // namespace overt
