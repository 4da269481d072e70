#include "cli/format_change.h"

#include <gtest/gtest.h>

namespace overt::cli {
namespace {

TEST(FormatChangeTest, a_share_says_its_verdict_both_sides_and_the_interval_of_the_difference) {
  EXPECT_EQ(format_share_change({.now = {100, 1000}, .before = {50, 1000}}, Glyphs::kAscii),
            "worse: 5.0 % to 10.0 % (+2.7 to +7.3 points, n=1,000 to 1,000)");
  EXPECT_EQ(format_share_change({.now = {0, 0}, .before = {1, 2}}, Glyphs::kUtf8),
            "cannot tell yet: 50.0 % → - (-100.0 to +100.0 points, n=2 → 0)");
}

TEST(FormatChangeTest, a_duration_says_each_interval_that_it_has) {
  EXPECT_EQ(format_duration_change(
                {.now = {.ms = 1200, .low_ms = 1100, .high_ms = 1300}, .before = {.ms = 1000}},
                Glyphs::kAscii),
            "cannot tell yet: 1.0 s (no interval) to 1.2 s (1.1 s to 1.3 s)");
}

}  // namespace
}  // namespace overt::cli
