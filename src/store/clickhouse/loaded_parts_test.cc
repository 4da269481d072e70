#include "store/clickhouse/loaded_parts.h"

#include <gtest/gtest.h>

#include <limits>

namespace overt::clickhouse {
namespace {

constexpr std::int64_t kNoEnd = std::numeric_limits<std::int64_t>::max();

TEST(LoadedParts, without_any_all_is_the_collectors) {
  const LoadedParts parts("me", {});
  EXPECT_EQ(parts.position({}), 0);
  EXPECT_EQ(parts.position({{"me", 7}}), 7);
  EXPECT_EQ(parts.name_behind(0), "me");
  EXPECT_EQ(parts.end(5), kNoEnd);
}

TEST(LoadedParts, what_is_before_the_first_one_is_the_collectors) {
  const LoadedParts parts("me", {{.first = 11, .name = "a"}});
  EXPECT_EQ(parts.position({{"me", 10}}), 10);
  EXPECT_EQ(parts.name_behind(9), "me");
  EXPECT_EQ(parts.name_behind(10), "a");
  EXPECT_EQ(parts.end(9), 10);
  EXPECT_EQ(parts.end(10), kNoEnd);
}

TEST(LoadedParts, the_newest_that_is_loaded_says_how_far) {
  const LoadedParts parts("me", {{.first = 1, .name = "a"}, {.first = 5, .name = "b"}});
  EXPECT_EQ(parts.position({{"a", 3}}), 3);
  EXPECT_EQ(parts.position({{"a", 4}, {"b", 8}}), 8);
  EXPECT_EQ(parts.name_behind(3), "a");
  EXPECT_EQ(parts.name_behind(4), "b");
  EXPECT_EQ(parts.end(3), 4);
}

// An inbox up to 100 was put back, and the original one had gone on to 150.
TEST(LoadedParts, positions_of_another_copy_are_not_those_of_the_next_part) {
  const LoadedParts parts("me", {{.first = 1, .name = "a"}, {.first = 101, .name = "b"}});
  EXPECT_EQ(parts.position({{"a", 150}}), 100);
  EXPECT_EQ(parts.name_behind(100), "b");
}

TEST(LoadedParts, a_part_of_no_position_hides_nothing) {
  const LoadedParts parts("me", {{.first = 1, .name = "a"}});
  EXPECT_EQ(parts.position({{"me", 9}}), 0);
  EXPECT_EQ(parts.name_behind(0), "a");
}

}  // namespace
}  // namespace overt::clickhouse
