#include "simulate/synthetic_contract.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "base/file.h"

namespace overt::simulate {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::string house_text(const std::string& app) {
  const auto text =
      read_file(std::string(OVERT_CONTRACTS) + "/" + app + ".toml", kContractBytesMax);
  if (text) return *text;
  ADD_FAILURE() << text.error().message;
  return {};
}

TEST(SyntheticContractTest, is_the_tools_under_a_name_that_says_what_it_is) {
  for (const std::string app : {"werf", "git"}) {
    const std::string text = house_text(app);
    const auto original = parse_contract(text, app);
    const auto synthetic_text = synthetic_contract(text, app);
    ASSERT_TRUE(synthetic_text) << synthetic_text.error().message;
    EXPECT_THAT(*synthetic_text, StartsWith("# SYNTHETIC: "));
    const auto synthetic = parse_contract(*synthetic_text, app);
    ASSERT_TRUE(synthetic) << synthetic.error().message;
    EXPECT_EQ((*synthetic)->app, "synthetic-" + app);
    EXPECT_THAT(std::string((*synthetic)->env_prefix), StartsWith("SYNTHETIC_"));
    EXPECT_EQ((*synthetic)->span_name, "synthetic-" + std::string((*original)->span_name));
    EXPECT_TRUE(std::ranges::equal((*synthetic)->commands, (*original)->commands));
    EXPECT_EQ((*synthetic)->options.size(), (*original)->options.size());
    EXPECT_EQ((*synthetic)->attributes.size(), (*original)->attributes.size());
  }
}

TEST(SyntheticContractTest, of_one_that_is_synthetic_is_refused) {
  const auto once = synthetic_contract(house_text("git"), "git.toml");
  ASSERT_TRUE(once);
  const auto twice = synthetic_contract(*once, "git.toml");
  ASSERT_FALSE(twice);
  EXPECT_EQ(twice.error().message, "git.toml: is synthetic already; name the tool's own contract");
}

TEST(SyntheticContractTest, of_what_is_no_contract_says_what_is_wrong) {
  const auto synthetic = synthetic_contract("app = 3\n", "x.toml");
  ASSERT_FALSE(synthetic);
  EXPECT_THAT(synthetic.error().message, StartsWith("x.toml:1:"));
}

TEST(SyntheticContractTest, a_name_that_stands_in_another_form_is_refused_with_what_to_write) {
  std::string text = house_text("git");
  text.replace(text.find("app = "), 6, "app=");
  const auto synthetic = synthetic_contract(text, "git.toml");
  ASSERT_FALSE(synthetic);
  EXPECT_EQ(synthetic.error().message,
            "git.toml: app: write it on a line of its own, as app = \"git\"");
}

TEST(SyntheticContractTest, a_line_inside_a_text_is_not_taken_for_the_name) {
  std::string text = house_text("git");
  text.replace(text.find("app = "), 6, "app=");
  text.insert(0, "owner = '''\napp = \"git\"\n'''\n");
  const std::size_t owner = text.find("\nowner = ", 1);
  text.insert(owner + 1, "#");
  const auto synthetic = synthetic_contract(text, "git.toml");
  ASSERT_FALSE(synthetic);
  EXPECT_THAT(synthetic.error().message, HasSubstr("git.toml"));
}

}  // namespace
}  // namespace overt::simulate
