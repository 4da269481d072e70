#include "reports/since.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace overt {
namespace {

constexpr std::int64_t kHour = 3'600'000;
constexpr std::int64_t kMidnight = 1'700'006'400'000;  // 2023-11-15T00:00:00Z
constexpr std::int64_t kNow = kMidnight + 5 * kHour;

TEST(SinceTest, hours_are_counted_from_now) {
  EXPECT_EQ(*parse_since("12h", kNow), kNow - 12 * kHour);
}

TEST(SinceTest, days_and_weeks_begin_at_midnight) {
  EXPECT_EQ(*parse_since("1d", kNow), kMidnight - 24 * kHour);
  EXPECT_EQ(*parse_since("30d", kNow), kMidnight - 720 * kHour);
  EXPECT_EQ(*parse_since("8w", kNow), kMidnight - 1344 * kHour);
}

TEST(SinceTest, does_not_go_back_before_1970) {
  EXPECT_EQ(*parse_since("36500d", kNow), 0);
  EXPECT_EQ(*parse_since("876000h", kNow), 0);
}

TEST(SinceTest, refuses_what_is_no_time) {
  for (const char* text : {"", "d", "30", "30m", "30D", "-1d", "+1d", "0d", " 30d", "30d ", "3 d",
                           "1.5d", "36501d", "876001h", "5215w", "99999999999999999999d"}) {
    const auto since = parse_since(text, kNow);
    ASSERT_FALSE(since.ok()) << text;
    EXPECT_THAT(since.error().message, ::testing::HasSubstr("12h, 30d or 8w")) << text;
  }
  EXPECT_TRUE(parse_since("5214w", kNow).ok());
}

}  // namespace
}  // namespace overt
