#include "store/version_order.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace overt {
namespace {

TEST(VersionOrderTest, is_that_of_semantic_versions) {
  // The example of Semantic Versioning 2.0.0, section 11.4, among numbers of other lengths.
  const std::vector<std::string> ascending = {"dev",         "unknown",       "0.9.9",
                                              "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta",
                                              "1.0.0-beta",  "1.0.0-beta.2",  "1.0.0-beta.11",
                                              "1.0.0-rc.1",  "1.0.0",         "1.0.1",
                                              "1.2",         "1.2.0",         "1.2.3",
                                              "1.2.10",      "1.10.0",        "2.0.0-0",
                                              "2.0.0",       "10.0.0"};
  for (std::size_t i = 1; i < ascending.size(); ++i) {
    EXPECT_LT(version_order(ascending[i - 1]), version_order(ascending[i]))
        << ascending[i - 1] << " and " << ascending[i];
  }
}

TEST(VersionOrderTest, a_build_and_the_letter_v_make_no_difference) {
  EXPECT_EQ(version_order("v1.2.3"), version_order("1.2.3"));
  EXPECT_EQ(version_order("1.2.3+build.7"), version_order("1.2.3"));
  EXPECT_EQ(version_order("1.02.3"), version_order("1.2.3"));
}

TEST(VersionOrderTest, words_come_before_versions) {
  for (const char* word : {"", "dev", "unknown", "v", "1.x.3", "-rc.1", "main-7"}) {
    EXPECT_LT(version_order(word), version_order("0.0.0-0")) << word;
  }
}

TEST(VersionOrderTest, numbers_as_long_as_a_version_can_be_keep_their_order) {
  const std::string nines(64, '9');
  EXPECT_LT(version_order("1." + nines), version_order("2.0"));
  EXPECT_LT(version_order(std::string(63, '9')), version_order(nines));
}

}  // namespace
}  // namespace overt
