#include "reports/number_format.h"

#include <gtest/gtest.h>

#include <limits>

namespace overt {
namespace {

TEST(NumberFormatTest, counts_have_separators_for_thousands) {
  EXPECT_EQ(format_count(0), "0");
  EXPECT_EQ(format_count(999), "999");
  EXPECT_EQ(format_count(1000), "1,000");
  EXPECT_EQ(format_count(1234567), "1,234,567");
  EXPECT_EQ(format_count(-1), "-1");
  EXPECT_EQ(format_count(-123), "-123");
  EXPECT_EQ(format_count(-1234), "-1,234");
  EXPECT_EQ(format_count(std::numeric_limits<std::int64_t>::min()), "-9,223,372,036,854,775,808");
}

TEST(NumberFormatTest, durations_have_the_unit_that_fits) {
  EXPECT_EQ(format_duration(0), "0 ms");
  EXPECT_EQ(format_duration(999), "999 ms");
  EXPECT_EQ(format_duration(1000), "1.0 s");
  EXPECT_EQ(format_duration(10827), "10.8 s");
  EXPECT_EQ(format_duration(59'949), "59.9 s");
  EXPECT_EQ(format_duration(59'950), "1 min 0 s");
  EXPECT_EQ(format_duration(725'000), "12 min 5 s");
  EXPECT_EQ(format_duration(3'599'499), "59 min 59 s");
  EXPECT_EQ(format_duration(3'599'500), "1 h 0 min");
  EXPECT_EQ(format_duration(11'520'000), "3 h 12 min");
}

TEST(NumberFormatTest, russian_has_its_own_points_gaps_and_units) {
  constexpr Language kRussian = Language::kRussian;
  EXPECT_EQ(format_count(1234567, kRussian), "1\u00A0234\u00A0567");
  EXPECT_EQ(format_duration(10827, kRussian), "10,8 с");
  EXPECT_EQ(format_duration(725'000, kRussian), "12 мин 5 с");
  EXPECT_EQ(format_percent(Share{1, 8}, kRussian), "12,5");
  EXPECT_EQ(format_percent_rounded_up(0.0024, kRussian), "0,3");
}

TEST(NumberFormatTest, percentages_have_one_digit_behind_the_point) {
  EXPECT_EQ(format_percent(Share{1, 8}), "12.5");
  EXPECT_EQ(format_percent(Share{0, 8}), "0.0");
  EXPECT_EQ(format_percent(Share{0, 0}), "-");
  EXPECT_EQ(format_percent(-0.005), "-0.5");
}

TEST(NumberFormatTest, a_limit_is_rounded_up_and_never_to_nothing) {
  EXPECT_EQ(format_percent_rounded_up(0.2213), "22.2");
  EXPECT_EQ(format_percent_rounded_up(0.0024), "0.3");
  EXPECT_EQ(format_percent_rounded_up(0.000031), "0.004");
  EXPECT_EQ(format_percent_rounded_up(1e-12), "0.000001");
}

}  // namespace
}  // namespace overt
