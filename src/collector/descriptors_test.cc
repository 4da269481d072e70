#include "collector/descriptors.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include "collector/limits.h"

namespace overt {
namespace {

TEST(Descriptors, the_limit_becomes_the_highest_that_is_allowed) {
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_EQ(raise_descriptor_limit(), before.rlim_max);
  rlimit after{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &after), 0);
  EXPECT_EQ(after.rlim_cur, before.rlim_max);
  EXPECT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
}

TEST(Descriptors, connections_leave_some_for_everything_else) {
  EXPECT_EQ(connections_for(1024, 20'000), 1024 - kDescriptorsReserved);
  EXPECT_EQ(connections_for(1'000'000, 20'000), 20'000U);
  EXPECT_EQ(connections_for(1'000'000, 10), 10U);
  EXPECT_EQ(connections_for(10, 20'000), 1U);
  EXPECT_EQ(connections_for(10, 0), 1U);
}

}  // namespace
}  // namespace overt
