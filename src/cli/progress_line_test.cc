#include "cli/progress_line.h"

#include <gtest/gtest.h>

namespace overt::cli {
namespace {

TEST(ProgressBarTest, fills_from_the_left) {
  EXPECT_EQ(progress_bar(0), "[....................]   0 %");
  EXPECT_EQ(progress_bar(0.5), "[##########..........]  50 %");
  EXPECT_EQ(progress_bar(0.999), "[###################.] 100 %");
  EXPECT_EQ(progress_bar(1), "[####################] 100 %");
}

TEST(ProgressBarTest, more_than_all_is_all_and_what_is_not_known_has_no_number) {
  EXPECT_EQ(progress_bar(1.5), progress_bar(1));
  EXPECT_EQ(progress_bar(-1), "[....................]");
}

}  // namespace
}  // namespace overt::cli
