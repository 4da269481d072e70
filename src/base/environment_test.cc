#include "base/environment.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace overt {
namespace {

TEST(Environment, unset_and_empty_are_told_apart) {
  const Environment environment({{"EMPTY", ""}, {"FULL", "x=y"}});
  EXPECT_EQ(environment.get("EMPTY"), "");
  EXPECT_EQ(environment.get("FULL"), "x=y");
  EXPECT_EQ(environment.get("MISSING"), std::nullopt);
  EXPECT_FALSE(environment.has("EMPTY"));
  EXPECT_TRUE(environment.has("FULL"));
}

TEST(Environment, the_first_of_two_equal_names_counts) {
  const Environment environment({{"NAME", "first"}, {"NAME", "second"}});
  EXPECT_EQ(environment.get("NAME"), "first");
}

TEST(Environment, this_process_is_read_as_getenv_reads_it) {
  const char* path = std::getenv("PATH");
  ASSERT_NE(path, nullptr);
  EXPECT_EQ(Environment::of_this_process().get("PATH"), path);
}

}  // namespace
}  // namespace overt
