#include "collector/retry_after.h"

#include <gtest/gtest.h>

#include <cstdint>

#include "collector/limits.h"

namespace overt {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(RetryAfter, is_the_time_that_what_waits_takes_to_drain) {
  EXPECT_EQ(retry_after(1000, 100, seconds(1)), seconds(10));
  EXPECT_EQ(retry_after(1001, 100, seconds(1)), seconds(11));
  EXPECT_EQ(retry_after(1000, 1000, seconds(10)), seconds(10));
  EXPECT_EQ(retry_after(64 << 20, 50 << 20, seconds(1)), seconds(2));
}

TEST(RetryAfter, is_never_less_than_a_second_nor_more_than_a_minute) {
  EXPECT_EQ(retry_after(0, 0, seconds(1)), seconds(1));
  EXPECT_EQ(retry_after(0, 100, seconds(1)), seconds(1));
  EXPECT_EQ(retry_after(1, 1'000'000, milliseconds(1)), seconds(1));
  EXPECT_EQ(retry_after(1, 0, seconds(1)), seconds(60));
  EXPECT_EQ(retry_after(SIZE_MAX, 1, seconds(10)), seconds(60));
}

struct ShownClock final : Clock {
  std::int64_t unix_ms() const override { return 0; }
  std::int64_t steady_ms() const override { return now_ms; }
  std::int64_t now_ms = 12'345'000;
};

class DrainMeterTest : public ::testing::Test {
 protected:
  // For each of `count` seconds so many bytes are kept.
  void keep_each_second(int count, std::size_t bytes) {
    for (int i = 0; i < count; ++i) {
      meter_.wait(bytes);
      meter_.keep(bytes);
      clock_.now_ms += 1000;
    }
    clock_.now_ms -= 1000;
  }

  ShownClock clock_;
  DrainMeter meter_{clock_};
};

TEST_F(DrainMeterTest, has_no_rate_before_anything_was_kept) {
  EXPECT_EQ(meter_.retry_after(), kRetryAfter);
  meter_.wait(1 << 30);
  meter_.wait(1);
  meter_.fail(1);
  EXPECT_EQ(meter_.retry_after(), kRetryAfter);
}

TEST_F(DrainMeterTest, measures_from_the_first_bytes_on) {
  keep_each_second(1, 1000);
  meter_.wait(7000);
  EXPECT_EQ(meter_.retry_after(), seconds(7));
  meter_.fail(4000);
  EXPECT_EQ(meter_.retry_after(), seconds(3));
}

TEST_F(DrainMeterTest, forgets_what_was_kept_before_its_window) {
  keep_each_second(10, 1'000'000);
  clock_.now_ms += 1000;
  keep_each_second(10, 1000);
  meter_.wait(20'000);
  EXPECT_EQ(meter_.retry_after(), seconds(20));
  clock_.now_ms += 5000;
  EXPECT_EQ(meter_.retry_after(), seconds(40));
  clock_.now_ms += 5000;
  EXPECT_EQ(meter_.retry_after(), kRetryAfterMax);
}

TEST_F(DrainMeterTest, a_disk_that_fails_alone_has_no_rate) {
  keep_each_second(3, 1000);
  meter_.wait(1000);
  meter_.fail(1000);
  EXPECT_EQ(meter_.retry_after(), kRetryAfter);
  meter_.wait(1000);
  meter_.keep(1000);
  EXPECT_EQ(meter_.retry_after(), kRetryAfterMin);
}

TEST_F(DrainMeterTest, lets_come_soon_when_nothing_waits) {
  keep_each_second(3, 1000);
  EXPECT_EQ(meter_.retry_after(), kRetryAfterMin);
  clock_.now_ms += 3'600'000;
  EXPECT_EQ(meter_.retry_after(), kRetryAfterMin);
}

}  // namespace
}  // namespace overt
