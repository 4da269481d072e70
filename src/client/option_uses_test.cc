#include "client/option_uses.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "contract/gate.h"
#include "contract/test_contract.h"

namespace overt {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class OptionUsesTest : public ::testing::Test {
 protected:
  LoadedContract contract_ = testing::contract_from(std::string(testing::kContractHead) + R"(
commands = ["tool"]
options = [
  { name = "verbose", spellings = ["-v", "--verbose"], env = "TOOL_VERBOSE" },
  { name = "output", spellings = ["-o"], value = true, env = "TOOL_OUTPUT" },
]
[[event]]
type = "Seen"
)");
  OptionUses uses_{*contract_};
};

TEST_F(OptionUsesTest, counts_what_was_given_under_each_spelling) {
  EXPECT_TRUE(uses_.give("-v"));
  EXPECT_TRUE(uses_.give("--verbose"));
  EXPECT_THAT(uses_.list(),
              ElementsAre(CommandOption{.name = "verbose", .as_cli = true, .count = 2}));
}

TEST_F(OptionUsesTest, what_the_contract_does_not_know_leaves_no_trace) {
  EXPECT_FALSE(uses_.give("--password"));
  EXPECT_FALSE(uses_.give("verbose")) << "a name is no spelling";
  EXPECT_FALSE(uses_.give("--verb"));
  EXPECT_FALSE(uses_.give(""));
  uses_.add({.name = "-v"});
  uses_.add({.name = "zzz", .count = 1});
  EXPECT_THAT(uses_.list(), IsEmpty());
}

TEST_F(OptionUsesTest, knows_what_the_environment_sets) {
  uses_.take_from(Environment({{"TOOL_VERBOSE", "1"}, {"TOOL_OUTPUT", ""}}));
  uses_.take_from(Environment({{"TOOL_VERBOSE", "1"}, {"HOME", "there"}}));
  EXPECT_THAT(uses_.list(), ElementsAre(CommandOption{.name = "verbose", .as_env = true}));
}

TEST_F(OptionUsesTest, adds_up_uses_of_one_option_in_the_contracts_order) {
  uses_.add({.name = "verbose", .as_cli = true, .count = 2});
  uses_.add({.name = "output"});
  uses_.add({.name = "verbose", .as_env = true, .count = 3});
  EXPECT_THAT(
      uses_.list(),
      ElementsAre(CommandOption{.name = "output"},
                  CommandOption{.name = "verbose", .as_cli = true, .as_env = true, .count = 5}));
}

// The gate then refuses the event: a count that is wrong is not mended.
TEST_F(OptionUsesTest, no_sum_hides_a_count_out_of_range) {
  for (const std::int64_t wrong : {std::int64_t{-1}, kOptionCountMax + 1, INT64_MAX, INT64_MIN}) {
    OptionUses uses(*contract_);
    uses.add({.name = "verbose", .count = wrong});
    uses.add({.name = "verbose", .count = 5});
    uses.add({.name = "verbose", .count = wrong});
    EXPECT_GT(uses.list().front().count, kOptionCountMax) << wrong;
  }
}

}  // namespace
}  // namespace overt
