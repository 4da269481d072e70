// For tests: a contract from the text of a file.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "contract/load.h"

namespace overt::testing {

inline LoadedContract contract_from(std::string_view toml) {
  Result<LoadedContract> contract = parse_contract(toml, "test.toml");
  if (contract) return *std::move(contract);
  ADD_FAILURE() << contract.error().message;
  return std::make_shared<Contract>();
}

// What every contract begins with; its keys may be followed by more of them.
inline constexpr std::string_view kContractHead = R"(app = "tool"
env_prefix = "TOOL"
endpoint = "https://telemetry.example.com/v1/traces"
span_name = "telemetry.example.com"
schema_versions = [1, 2]
default = "on"
)";

}  // namespace overt::testing
