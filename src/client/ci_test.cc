#include "client/ci.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "base/file.h"
#include "base/temporary_directory.h"

namespace overt {
namespace {

Environment with_variable(std::string name, std::string value) {
  return Environment({std::pair(std::move(name), std::move(value))});
}

TEST(Ci, the_variable_ci_says_so_in_any_word_but_a_false_one) {
  for (const char* word : {"true", "1", "yes", "woodpecker", "True"}) {
    EXPECT_TRUE(is_ci(with_variable("CI", word))) << word;
  }
  for (const char* word : {"false", "0", "no", ""}) {
    EXPECT_FALSE(is_ci(with_variable("CI", word))) << word;
  }
  EXPECT_FALSE(is_ci(Environment()));
}

TEST(Ci, a_systems_own_variable_is_enough) {
  EXPECT_TRUE(is_ci(with_variable("JENKINS_URL", "http://jenkins.example/")));
  EXPECT_TRUE(is_ci(with_variable("GITLAB_CI", "true")));
  EXPECT_FALSE(is_ci(Environment({{"GITLAB_CI", "false"}, {"JENKINS_URL", ""}})));
}

TEST(Ci, of_several_systems_the_last_that_says_so_counts) {
  EXPECT_EQ(ci_name(Environment({{"GO_SERVER_URL", "x"}, {"GITLAB_CI", "yes"}})), "gocd");
  EXPECT_EQ(ci_name(with_variable("CI", "true")), "");
}

TEST(Container, its_maker_tells_by_a_file_or_a_variable) {
  const testing::TemporaryDirectory root;
  EXPECT_FALSE(is_container(Environment(), root.path()));
  EXPECT_TRUE(is_container(with_variable("container", "podman"), root.path()));
  ASSERT_TRUE(make_directories(root.file("run")));
  ASSERT_TRUE(write_file_atomically(root.file("run/.containerenv"), ""));
  EXPECT_TRUE(is_container(Environment(), root.path()));
  const testing::TemporaryDirectory other;
  ASSERT_TRUE(write_file_atomically(other.file(".dockerenv"), ""));
  EXPECT_TRUE(is_container(Environment(), other.path()));
}

}  // namespace
}  // namespace overt
