// The loader, and the keys that say what users of a tool meet: consent in CI, the wait there, the
// command they type.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "contract/load.h"
#include "contract/test_contract.h"

namespace overt {
namespace {

using ::testing::HasSubstr;

// `line` is the contract's seventh, behind its default, which is on.
Result<LoadedContract> contract_with(const std::string& line) {
  return parse_contract(std::string(testing::kContractHead) + line +
                            "\ncommands = [\"tool\"]\n[[event]]\ntype = \"CommandStarted\"\n",
                        "c.toml");
}

TEST(ContractLoad, ci_and_the_tools_own_command_may_be_absent) {
  const auto loaded = contract_with("");
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_EQ((*loaded)->consent_in_ci, std::nullopt);
  EXPECT_EQ((*loaded)->ci_wait_ms, 300);
  EXPECT_EQ((*loaded)->telemetry_command, "");
}

TEST(ContractLoad, in_ci_consent_may_be_another) {
  const auto in_ci = [](const std::string& value) {
    return contract_with("default_in_ci = " + value);
  };
  EXPECT_EQ((*in_ci("\"on\""))->consent_in_ci, ConsentDefault::kOn);
  EXPECT_EQ((*in_ci("\"off\""))->consent_in_ci, ConsentDefault::kOff);
  EXPECT_EQ((*in_ci("\"local\""))->consent_in_ci, ConsentDefault::kLocal);
  EXPECT_EQ((*in_ci("\"off\""))->consent_default, ConsentDefault::kOn);
  for (const char* value : {"\"ask\"", "\"\"", "\"On\""}) {
    EXPECT_EQ(in_ci(value).error().message,
              "c.toml:7:17: default_in_ci: must be one of on, off, local");
  }
}

TEST(ContractLoad, the_wait_in_ci_ends_at_its_limits) {
  const auto wait = [](const std::string& value) { return contract_with("ci_wait_ms = " + value); };
  EXPECT_EQ((*wait("0"))->ci_wait_ms, 0);
  EXPECT_EQ((*wait("1000"))->ci_wait_ms, kCiWaitMsMax);
  for (const char* value : {"-1", "1001", "9223372036854775807", "\"300\"", "0.3", "true"}) {
    EXPECT_THAT(wait(value).error().message,
                HasSubstr("c.toml:7:14: ci_wait_ms: must be an integer from 0 to 1000"))
        << value;
  }
}

TEST(ContractLoad, a_tools_own_command_is_what_a_user_types) {
  const auto command = [](const std::string& text) {
    return contract_with("telemetry_command = \"" + text + "\"");
  };
  EXPECT_EQ((*command("tool telemetry"))->telemetry_command, "tool telemetry");
  EXPECT_TRUE(command(std::string(128, 'a')));
  for (const std::string& text :
       {std::string(), std::string(" tool"), std::string("tool  telemetry"),
        std::string("a\\u001B[31m"), std::string(129, 'a')}) {
    EXPECT_THAT(command(text).error().message,
                HasSubstr("telemetry_command: must be what a user types"))
        << text;
  }
}

}  // namespace
}  // namespace overt
