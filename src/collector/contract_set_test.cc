#include "collector/contract_set.h"

#include <gtest/gtest.h>

namespace overt {
namespace {

// The texts must outlive it.
LoadedContract contract(std::string_view app, std::string_view span_name) {
  return std::make_shared<Contract>(Contract{.app = app, .span_name = span_name});
}

TEST(ContractSet, a_contract_is_found_by_its_span_name) {
  const auto set = ContractSet::make({contract("werf", "telemetry.werf.io"), contract("git", "g")});
  ASSERT_TRUE(set);
  EXPECT_EQ(set->find_by_span_name("telemetry.werf.io")->app, "werf");
  EXPECT_EQ(set->find_by_span_name("g")->app, "git");
  EXPECT_EQ(set->find_by_span_name("git"), nullptr);
}

TEST(ContractSet, none_at_all_is_an_error) { EXPECT_FALSE(ContractSet::make({})); }

TEST(ContractSet, two_for_one_application_or_span_name_are_an_error) {
  EXPECT_EQ(ContractSet::make({contract("a", "x"), contract("a", "y")}).error().message,
            "two contracts are for the application a");
  EXPECT_EQ(ContractSet::make({contract("a", "x"), contract("b", "x")}).error().message,
            "two contracts have the span name x");
}

}  // namespace
}  // namespace overt
