#include "client/state.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace overt {
namespace {

using ::testing::HasSubstr;

TEST(State, the_home_directory_holds_it) {
  const Environment environment({{"HOME", "/home/a"}, {"XDG_STATE_HOME", ""}});
  EXPECT_EQ(state_directory(environment, "werf")->path, "/home/a/.local/state/overt/werf");
  EXPECT_EQ(*user_choice_path(environment, "werf"), "/home/a/.config/overt/werf/consent");
}

TEST(State, xdg_directories_come_before_home) {
  const Environment environment(
      {{"HOME", "/home/a"}, {"XDG_STATE_HOME", "/state"}, {"XDG_CONFIG_HOME", "/config"}});
  EXPECT_EQ(state_directory(environment, "werf")->path, "/state/overt/werf");
  EXPECT_EQ(*user_choice_path(environment, "werf"), "/config/overt/werf/consent");
}

TEST(State, relative_and_empty_xdg_directories_are_ignored) {
  const Environment environment(
      {{"HOME", "/home/a"}, {"XDG_STATE_HOME", "state"}, {"XDG_CONFIG_HOME", ""}});
  EXPECT_EQ(state_directory(environment, "werf")->path, "/home/a/.local/state/overt/werf");
  EXPECT_EQ(*user_choice_path(environment, "werf"), "/home/a/.config/overt/werf/consent");
}

TEST(State, without_an_absolute_home_there_is_no_state) {
  for (const Environment& environment :
       {Environment(), Environment({{"HOME", "home"}, {"USER", "a"}})}) {
    EXPECT_THAT(state_directory(environment, "werf").error().message,
                HasSubstr("set HOME or XDG_STATE_HOME"));
    EXPECT_FALSE(user_choice_path(environment, "werf"));
  }
}

}  // namespace
}  // namespace overt
