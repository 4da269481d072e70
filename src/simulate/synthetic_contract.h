// The contract that a simulation sends by: that of the tool, under a name that says what it is.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "contract/load.h"

namespace overt::simulate {

// Before the tool's name, wherever it shows: app, span name and, in capitals, the prefix of
// variables.
inline constexpr std::string_view kSyntheticApp = "synthetic-";
inline constexpr std::string_view kSyntheticPrefix = "SYNTHETIC_";

// The text of a contract that is the one of `text` but for these three. `path` only names it in
// errors: if it is no contract, is synthetic already, or does not have each of the three on a line
// of its own.
Result<std::string> synthetic_contract(std::string_view text, std::string_view path);

}  // namespace overt::simulate
