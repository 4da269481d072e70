#include "collector/inbox_outlook.h"

#include <gtest/gtest.h>

namespace overt {
namespace {

constexpr std::int64_t kHourMs = 3'600'000;

// A gigabyte came in an hour, in a million events; there is room for ten.
InboxLoad load(std::int64_t waiting) {
  return {.room = {.held_bytes = 1'000'000'000, .bytes_max = 10'000'000'000},
          .events = 1'000'000,
          .waiting = waiting,
          .age_ms = kHourMs};
}

TEST(InboxOutlook, what_the_store_has_makes_room) {
  EXPECT_EQ(seconds_until_full(load(0)), 10 * 3600);
  EXPECT_EQ(seconds_until_full(load(500'000)), 34'200);
  EXPECT_EQ(seconds_until_full(load(1'000'000)), 9 * 3600);
}

TEST(InboxOutlook, a_full_inbox_has_no_time_left) {
  InboxLoad full = load(1'000'000);
  full.room.bytes_max = 999'999'999;
  EXPECT_EQ(seconds_until_full(full), 0);
}

TEST(InboxOutlook, nothing_is_said_of_what_has_just_begun) {
  InboxLoad young = load(1);
  young.age_ms = 59'999;
  EXPECT_EQ(seconds_until_full(young), std::nullopt);
  young.age_ms = 60'000;
  EXPECT_NE(seconds_until_full(young), std::nullopt);
  EXPECT_EQ(seconds_until_full({}), std::nullopt);
}

TEST(InboxOutlook, a_trickle_fills_nothing_within_a_century) {
  InboxLoad trickle = load(0);
  trickle.room = {.held_bytes = 1, .bytes_max = std::uint64_t{16} << 30};
  trickle.age_ms = kHourMs * 24 * 365;
  EXPECT_EQ(seconds_until_full(trickle), 3'155'760'000);
}

}  // namespace
}  // namespace overt
