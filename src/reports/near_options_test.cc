#include "reports/near_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace overt {
namespace {

using ::testing::ElementsAre;

// What DuckDB's damerau_levenshtein() says of the same.
TEST(NearOptions, counts_edits_as_duckdb_does) {
  EXPECT_EQ(edits_between("", ""), 0U);
  EXPECT_EQ(edits_between("message", "message"), 0U);
  EXPECT_EQ(edits_between("", "abc"), 3U);
  EXPECT_EQ(edits_between("repo", "rpeo"), 1U);
  EXPECT_EQ(edits_between("mesage", "message"), 1U);
  EXPECT_EQ(edits_between("ca", "abc"), 2U);
  EXPECT_EQ(edits_between("quiet", "quite"), 1U);
  EXPECT_EQ(edits_between("dev", "zzzzzz"), 6U);
}

TEST(NearOptions, one_that_is_known_stands_alone) {
  EXPECT_THAT(
      shown_options({{"git", "", 5}, {"git", "all", 7}, {"werf", "", 9}, {"werf", "al", 8}}, "all"),
      ElementsAre(ShownOption{.app = "git", .option = "all", .edits = 0, .last_day = 7}));
}

TEST(NearOptions, of_each_tool_the_nearest_three_stand_for_one_that_nobody_knows) {
  EXPECT_THAT(shown_options({{"git", "", 9},
                             {"git", "abcd", 1},
                             {"git", "abx", 2},
                             {"git", "aby", 3},
                             {"git", "abz", 4},
                             {"git", "far away", 5},
                             {"werf", "", 9}},
                            "abc"),
              ElementsAre(ShownOption{.app = "git", .option = "abc"},
                          ShownOption{.app = "git", .option = "abcd", .edits = 1, .last_day = 1},
                          ShownOption{.app = "git", .option = "abx", .edits = 1, .last_day = 2},
                          ShownOption{.app = "git", .option = "aby", .edits = 1, .last_day = 3},
                          ShownOption{.app = "werf", .option = "abc"}));
}

}  // namespace
}  // namespace overt
