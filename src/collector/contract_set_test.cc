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

TEST(ContractSet, its_applications_are_named_in_order) {
  EXPECT_EQ(ContractSet::make({contract("werf", "x"), contract("git", "y")})->apps(), "werf, git");
}

TEST(CurrentContracts, what_is_set_is_in_force) {
  CurrentContracts current(*ContractSet::make({contract("werf", "x")}));
  EXPECT_EQ(current.get()->apps(), "werf");
  current.set(*ContractSet::make({contract("git", "y")}));
  EXPECT_EQ(current.get()->apps(), "git");
}

TEST(CurrentContracts, who_has_a_set_keeps_it_and_its_contracts) {
  LoadedContract first = contract("werf", "x");
  const std::weak_ptr<const Contract> watched = first;
  CurrentContracts current(*ContractSet::make({std::move(first)}));
  auto held = current.get();
  current.set(*ContractSet::make({contract("git", "y")}));
  EXPECT_EQ(held->find_by_span_name("x")->app, "werf");
  EXPECT_EQ(held->find_by_span_name("y"), nullptr);
  held.reset();
  EXPECT_TRUE(watched.expired()) << "nobody needs the old contract any more";
}

}  // namespace
}  // namespace overt
