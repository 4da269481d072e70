#include "reports/compare.h"

#include <gtest/gtest.h>

namespace overt {
namespace {

// R. G. Newcombe, "Interval estimation for the difference between independent proportions",
// Statistics in Medicine 17 (1998), table II, method 10.
TEST(CompareTest, the_interval_agrees_with_newcombes_table) {
  struct Published {
    ShareChange change;
    double low;
    double high;
  };
  const Published table[] = {{{{56, 70}, {48, 80}}, 0.0524, 0.3339},
                             {{{9, 10}, {3, 10}}, 0.1705, 0.8090},
                             {{{10, 10}, {0, 20}}, 0.6791, 1.0000},
                             {{{0, 10}, {0, 20}}, -0.1611, 0.2775}};
  for (const auto& [change, low, high] : table) {
    const Interval interval = difference_interval(change);
    EXPECT_NEAR(interval.low, low, 0.00005) << change.now.count << " of " << change.now.of;
    EXPECT_NEAR(interval.high, high, 0.00005) << change.now.count << " of " << change.now.of;
  }
}

TEST(CompareTest, a_share_is_judged_by_its_whole_interval) {
  EXPECT_EQ(verdict_of(ShareChange{{100, 1000}, {50, 1000}}), Verdict::kWorse);
  EXPECT_EQ(verdict_of(ShareChange{{5, 50}, {2, 50}}), Verdict::kCannotTellYet);
  EXPECT_EQ(verdict_of(ShareChange{{50, 10'000}, {50, 10'000}}), Verdict::kNotWorse);
  EXPECT_EQ(verdict_of(ShareChange{{0, 0}, {50, 10'000}}), Verdict::kCannotTellYet);
}

TEST(CompareTest, a_duration_is_worse_only_where_the_intervals_are_apart) {
  const DurationEstimate before{.ms = 100, .low_ms = 90, .high_ms = 110};
  const auto verdict = [&](std::int64_t low, std::int64_t high) {
    return verdict_of(DurationChange{{.ms = 100, .low_ms = low, .high_ms = high}, before});
  };
  EXPECT_EQ(verdict(111, 130), Verdict::kWorse);
  EXPECT_EQ(verdict(110, 130), Verdict::kCannotTellYet);
  EXPECT_EQ(verdict(80, 99), Verdict::kNotWorse);
  EXPECT_EQ(verdict(80, 100), Verdict::kCannotTellYet);
}

TEST(CompareTest, nothing_is_told_by_too_few_durations) {
  const DurationEstimate known{.ms = 100, .low_ms = 90, .high_ms = 110};
  EXPECT_EQ(verdict_of(DurationChange{{.ms = 900}, known}), Verdict::kCannotTellYet);
  EXPECT_EQ(verdict_of(DurationChange{known, {.ms = 900}}), Verdict::kCannotTellYet);
}

}  // namespace
}  // namespace overt
