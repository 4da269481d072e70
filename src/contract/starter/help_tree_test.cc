#include "contract/starter/help_tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace overt {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

// A tool that answers as `texts` says; it keeps what it was asked.
struct Tool {
  std::map<std::string, HelpAnswer> texts;
  std::vector<std::string> asked = {};

  Result<HelpTree> explore() {
    return explore_help("tool", [this](const std::vector<std::string>& arguments) {
      std::string line;
      for (const std::string& argument : arguments) line += (line.empty() ? "" : " ") + argument;
      asked.push_back(line);
      const auto answer = texts.find(line);
      return Result<HelpAnswer>(answer == texts.end() ? HelpAnswer{.text = "what?\n"}
                                                      : answer->second);
    });
  }
};

TEST(HelpTree, asks_each_command_that_it_finds) {
  Tool tool{{{"--help", {"Commands:\n  add   x\n  remote   x\n"}},
             {"add --help", {"Options:\n  -f, --force   x\n"}},
             {"remote --help", {"Commands:\n  show   x\n"}},
             {"remote show --help", {"Options:\n  --all   x\n"}}}};
  const auto tree = tool.explore();
  ASSERT_TRUE(tree);
  EXPECT_THAT(tree->commands, ElementsAre("add", "remote", "remote show"));
  ASSERT_THAT(tree->options, SizeIs(2));
  EXPECT_THAT(tree->options[1].spellings, ElementsAre("--all"));
  EXPECT_THAT(tool.asked,
              ElementsAre("--help", "add --help", "remote --help", "remote show --help"));
}

TEST(HelpTree, tries_the_short_option_where_there_is_no_help_or_a_manual) {
  Tool tool{{{"--help", {"bad option\n"}},
             {"-h", {"Commands:\n  add   x\n"}},
             {"add --help", {"NAME\n   add\nSYNOPSIS\n   add\nOPTIONS\n   --wordy   x\n"}},
             {"add -h", {"usage: tool add [--brief]\n"}}}};
  const auto tree = tool.explore();
  ASSERT_TRUE(tree);
  EXPECT_THAT(tool.asked, ElementsAre("--help", "-h", "add --help", "add -h"));
  ASSERT_THAT(tree->options, SizeIs(1));
  EXPECT_THAT(tree->options[0].spellings, ElementsAre("--brief"));
}

TEST(HelpTree, ends_where_a_command_prints_what_the_tool_prints) {
  const std::string text = "Commands:\n  add   x\n  remove   x\nOptions:\n  -q   x\n";
  Tool same{{{"--help", {text}}, {"add --help", {text}}, {"remove --help", {"Oh.\n" + text}}}};
  const auto tree = same.explore();
  ASSERT_TRUE(tree);
  EXPECT_THAT(tree->commands, ElementsAre("add", "remove"));
  EXPECT_THAT(same.asked, ElementsAre("--help", "add --help", "remove --help"));
  EXPECT_THAT(tree->options, SizeIs(2));  // of the tool, and of the text that differs
}

TEST(HelpTree, asks_so_deep_and_no_deeper) {
  Tool tool{{{"--help", {"Commands:\n  a   x\n"}},
             {"a --help", {"Commands:\n  b   x\n"}},
             {"a b --help", {"Commands:\n  c   x\n"}},
             {"a b c --help", {"Commands:\n  d   x\n"}}}};
  const auto tree = tool.explore();
  ASSERT_TRUE(tree);
  EXPECT_THAT(tree->commands, ElementsAre("a", "a b", "a b c"));
  EXPECT_THAT(tool.asked, ElementsAre("--help", "a --help", "a b --help"));
}

TEST(HelpTree, does_not_ask_commands_about_other_commands) {
  Tool tool{{{"--help", {"Commands:\n  help   x\n  completion   x\n  version   x\n"}}}};
  const auto tree = tool.explore();
  ASSERT_TRUE(tree);
  EXPECT_THAT(tree->commands, ElementsAre("help", "completion", "version"));
  EXPECT_THAT(tool.asked, ElementsAre("--help"));
}

TEST(HelpTree, stops_after_so_many_runs_and_says_what_it_left_out) {
  std::string text = "Commands:\n";
  for (int i = 0; i < 500; ++i) text += "  c" + std::to_string(i) + "   x\n";
  Tool tool{{{"--help", {text}}}};
  const auto tree = tool.explore();
  ASSERT_TRUE(tree);
  EXPECT_THAT(tree->commands, SizeIs(500));
  EXPECT_GE(tool.asked.size(), kHelpRunsMax);
  EXPECT_LE(tool.asked.size(), kHelpRunsMax + 1);  // the last command is asked twice or not at all
  EXPECT_EQ(tree->runs, tool.asked.size());
  EXPECT_EQ(tree->left_out, 500 - (tool.asked.size() - 1) / 2);
}

TEST(HelpTree, leaves_a_tool_alone_that_does_not_end) {
  Tool tool{{{"--help", {"Commands:\n  a   x\n  b   x\n  c   x\n  d   x\n"}},
             {"a --help", {"", true}},
             {"b --help", {"", true}},
             {"c --help", {"", true}}}};
  const auto tree = tool.explore();
  ASSERT_TRUE(tree);
  EXPECT_THAT(tool.asked, ElementsAre("--help", "a --help", "b --help", "c --help"));
  EXPECT_EQ(tree->left_out, 1U);
}

TEST(HelpTree, says_so_if_a_tool_shows_no_help) {
  Tool silent{{}};
  const auto nothing = silent.explore();
  ASSERT_FALSE(nothing);
  EXPECT_THAT(nothing.error().message, HasSubstr("neither tool --help nor tool -h shows"));
  Tool endless{{{"--help", {"", true}}}};
  const auto never = endless.explore();
  ASSERT_FALSE(never);
  EXPECT_THAT(never.error().message, HasSubstr("tool --help did not end"));
  EXPECT_THAT(endless.asked, ElementsAre("--help"));
}

TEST(HelpTree, passes_on_why_a_tool_cannot_be_asked) {
  const auto tree = explore_help("tool", [](const std::vector<std::string>&) {
    return Result<HelpAnswer>(Error{"cannot run tool"});
  });
  ASSERT_FALSE(tree);
  EXPECT_EQ(tree.error().message, "cannot run tool");
}

}  // namespace
}  // namespace overt
