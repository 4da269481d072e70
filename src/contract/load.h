// Reads a contract from its TOML file; docs/contract-format.md.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "contract/contract.h"

namespace overt {

// A contract is written by hand; a larger file is not one.
inline constexpr std::size_t kContractBytesMax = 1 << 20;

// The error is one line: file, line, column, what is wrong and what is expected there.
Result<Contract> load_contract(const std::string& path);

// The same for text already read; `path` only names it in errors.
Result<Contract> parse_contract(std::string_view toml, std::string_view path);

}  // namespace overt
