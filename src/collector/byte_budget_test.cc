#include "collector/byte_budget.h"

#include <gtest/gtest.h>

namespace overt {
namespace {

TEST(ByteBudget, gives_up_to_its_limit_and_not_a_byte_more) {
  ByteBudget budget(10);
  EXPECT_TRUE(budget.take(7));
  EXPECT_FALSE(budget.take(4));
  EXPECT_TRUE(budget.take(3));
  EXPECT_FALSE(budget.take(1));
  budget.give_back(1);
  EXPECT_TRUE(budget.take(1));
}

TEST(ByteBudget, a_share_grows_by_the_difference_and_is_given_back_at_its_end) {
  ByteBudget budget(10);
  {
    BudgetShare share(budget);
    EXPECT_TRUE(share.grow_to(6));
    EXPECT_TRUE(share.grow_to(4));
    EXPECT_TRUE(share.grow_to(10));
    EXPECT_FALSE(share.grow_to(11));
    EXPECT_FALSE(budget.take(1));
  }
  EXPECT_TRUE(budget.take(10));
}

}  // namespace
}  // namespace overt
