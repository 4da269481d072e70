#include "collector/rate_limit.h"

#include <gtest/gtest.h>

namespace overt {
namespace {

using std::chrono::seconds;

struct ShownClock final : Clock {
  std::int64_t unix_ms() const override { return 0; }
  std::int64_t steady_ms() const override { return now_ms; }
  std::int64_t now_ms = 1'000'000;
};

class RateLimiterTest : public ::testing::Test {
 protected:
  ShownClock clock_;
  SystemRandom random_;
  RateLimiter limiter_{{.requests_per_second = 2, .burst = 3}, clock_, random_};
};

TEST_F(RateLimiterTest, a_burst_is_taken_and_then_the_rate) {
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(limiter_.refuse("192.0.2.1"));
  EXPECT_EQ(limiter_.refuse("192.0.2.1"), seconds(1));
  clock_.now_ms += 499;
  EXPECT_TRUE(limiter_.refuse("192.0.2.1"));
  clock_.now_ms += 1;
  EXPECT_FALSE(limiter_.refuse("192.0.2.1"));
  EXPECT_TRUE(limiter_.refuse("192.0.2.1"));
}

TEST_F(RateLimiterTest, a_refusal_takes_nothing) {
  for (int i = 0; i < 1000; ++i) limiter_.refuse("192.0.2.1");
  clock_.now_ms += 1500;
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(limiter_.refuse("192.0.2.1"));
  EXPECT_TRUE(limiter_.refuse("192.0.2.1"));
}

TEST_F(RateLimiterTest, one_address_takes_nothing_from_another) {
  for (int i = 0; i < 4; ++i) limiter_.refuse("192.0.2.1");
  EXPECT_TRUE(limiter_.refuse("192.0.2.1"));
  EXPECT_FALSE(limiter_.refuse("192.0.2.2"));
}

TEST_F(RateLimiterTest, the_wait_is_as_long_as_a_slow_rate_needs) {
  RateLimiter slow({.requests_per_second = 0.1, .burst = 1}, clock_, random_);
  EXPECT_FALSE(slow.refuse("::1"));
  EXPECT_EQ(slow.refuse("::1"), seconds(10));
  clock_.now_ms += 3500;
  EXPECT_EQ(slow.refuse("::1"), seconds(7));
}

TEST_F(RateLimiterTest, extreme_rates_are_counted_too) {
  RateLimiter never({.requests_per_second = 1e-300, .burst = 1e300}, clock_, random_);
  EXPECT_FALSE(never.refuse("::1"));
  RateLimiter always({.requests_per_second = 1e300, .burst = 0}, clock_, random_);
  for (int i = 0; i < 1000; ++i) EXPECT_FALSE(always.refuse("::1"));
}

TEST_F(RateLimiterTest, in_a_full_table_those_are_forgotten_who_sent_least) {
  RateLimiter small({.requests_per_second = 1, .burst = 2}, clock_, random_, 1);
  for (int i = 0; i < 2; ++i) EXPECT_FALSE(small.refuse("192.0.2.1"));
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(small.refuse("198.51.100." + std::to_string(i)));
  EXPECT_TRUE(small.refuse("192.0.2.1"));
}

TEST(RateLimitedPart, is_an_ipv4_address_or_half_an_ipv6_one) {
  EXPECT_EQ(rate_limited_part("192.0.2.1"), std::string("\xc0\0\x02\x01", 4));
  EXPECT_EQ(rate_limited_part("::ffff:192.0.2.1"), rate_limited_part("192.0.2.1"));
  EXPECT_EQ(rate_limited_part("2001:db8:1:2::1"), rate_limited_part("2001:db8:1:2:3:4:5:6"));
  EXPECT_NE(rate_limited_part("2001:db8:1:2::1"), rate_limited_part("2001:db8:1:3::1"));
  EXPECT_EQ(rate_limited_part("fe80::1%eth0"), rate_limited_part("fe80::2"));
  EXPECT_EQ(rate_limited_part("host"), "");
}

}  // namespace
}  // namespace overt
