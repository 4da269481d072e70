#include "collector/refusal_tally.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace overt {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

constexpr std::int32_t kToday = 20'000;

RefusalKind kind(std::string version, std::int32_t day = kToday) {
  return {.day = day,
          .reason = RefusalReason::kNotInContract,
          .app = "tool",
          .version = std::move(version)};
}

RefusalSums sums_of(const std::vector<RefusalKind>& kinds) {
  RefusalSums sums;
  for (const RefusalKind& one : kinds) sums.add(one);
  return sums;
}

// As many versions as are told apart.
RefusalSums full_sums() {
  RefusalSums sums;
  for (std::size_t i = 0; i < kRefusalKindsMax; ++i) sums.add(kind("1." + std::to_string(i)));
  return sums;
}

TEST(RefusalTally, adds_up_what_is_of_one_kind) {
  RefusalTally tally;
  tally.add(sums_of({kind("1.0"), kind("1.1")}));
  tally.add(sums_of({kind("1.0")}));
  EXPECT_THAT(tally.take(), ElementsAre(Pair(kind("1.0"), 2), Pair(kind("1.1"), 1)));
}

TEST(RefusalTally, gives_everything_once_and_again_what_was_given_back) {
  RefusalTally tally;
  tally.add(sums_of({kind("1.0")}));
  const auto taken = tally.take();
  EXPECT_THAT(tally.take(), IsEmpty());
  tally.add(sums_of({kind("1.0")}));
  tally.give_back(taken);
  EXPECT_THAT(tally.take(), ElementsAre(Pair(kind("1.0"), 2)));
}

TEST(RefusalTally, a_version_over_the_limit_is_counted_under_none) {
  RefusalTally tally;
  tally.add(full_sums());
  tally.add(sums_of({kind("1.0"), kind("2.0"), kind("2.1")}));
  auto taken = tally.take();
  EXPECT_EQ(taken.size(), kRefusalKindsMax + 1);
  EXPECT_EQ(taken[kind("1.0")], 2) << "it was known";
  EXPECT_EQ(taken[kind("")], 2);
}

TEST(RefusalTally, the_limit_is_that_of_a_day_however_often_sums_are_taken) {
  RefusalTally tally;
  tally.add(full_sums());
  tally.take();
  tally.add(sums_of({kind("2.0")}));
  EXPECT_THAT(tally.take(), ElementsAre(Pair(kind(""), 1)));
  // The first of the next day still finds all of this one.
  tally.add(sums_of({kind("", kToday + 1)}));
  tally.take();
  tally.add(sums_of({kind("2.0", kToday + 1)}));
  EXPECT_THAT(tally.take(), ElementsAre(Pair(kind("2.0", kToday + 1), 1)));
}

}  // namespace
}  // namespace overt
