#include "reports/wilson.h"

#include <gtest/gtest.h>

namespace overt {
namespace {

// R. G. Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in
// Medicine 17 (1998), table I, method 3: the score method without continuity correction.
TEST(WilsonTest, agrees_with_newcombes_table) {
  struct Published {
    Share share;
    double low;
    double high;
  };
  const Published table[] = {{{81, 263}, 0.2553, 0.3662},
                             {{15, 148}, 0.0624, 0.1605},
                             {{0, 20}, 0.0000, 0.1611},
                             {{1, 29}, 0.0061, 0.1718}};
  for (const auto& [share, low, high] : table) {
    const Interval interval = wilson_interval(share);
    EXPECT_NEAR(interval.low, low, 0.00005) << share.count << " of " << share.of;
    EXPECT_NEAR(interval.high, high, 0.00005) << share.count << " of " << share.of;
  }
}

TEST(WilsonTest, is_symmetric) {
  const Interval few = wilson_interval({3, 40});
  const Interval many = wilson_interval({37, 40});
  EXPECT_NEAR(few.low, 1 - many.high, 1e-12);
  EXPECT_NEAR(few.high, 1 - many.low, 1e-12);
}

TEST(WilsonTest, stays_within_zero_and_one) {
  for (const std::int64_t of : {1, 2, 3, 1'000'000'000}) {
    EXPECT_EQ(wilson_interval({0, of}).low, 0);
    EXPECT_EQ(wilson_interval({of, of}).high, 1);
    EXPECT_LT(wilson_interval({0, of}).high, 1);
    EXPECT_GT(wilson_interval({of, of}).low, 0);
  }
}

TEST(WilsonTest, knows_nothing_without_trials) {
  EXPECT_EQ(wilson_interval({0, 0}).low, 0);
  EXPECT_EQ(wilson_interval({0, 0}).high, 1);
}

}  // namespace
}  // namespace overt
