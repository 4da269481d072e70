#include "client/command_line.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "contract/test_contract.h"

namespace overt {
namespace {

LoadedContract git(std::string_view commands) {
  return testing::contract_from(std::string(testing::kContractHead) + "commands = [" +
                                std::string(commands) + R"(]
ignored_commands = ["git version"]
options = [
  { name = "C", spellings = ["-C"], value = true },
  { name = "all", spellings = ["-a", "--all"] },
  { name = "dir", spellings = ["-dir"], value = true, env = "DIR" },
  { name = "message", spellings = ["-m", "--message"], value = true },
  { name = "verbose", spellings = ["-v", "--verbose"], env = "VERBOSE" },
]
[[event]]
type = "CommandStarted"
)");
}

constexpr std::string_view kCommands =
    R"("git add", "git commit", "git remote", "git remote add", "git stash drop")";

LoadedContract git() { return git(std::string("\"git\", ").append(kCommands)); }

// "COMMAND name:count+env …", "!" before it if the contract ignores it.
std::string parse(const std::vector<const char*>& words, const Environment& environment = {}) {
  std::vector<const char*> argv = {"/usr/bin/git-2"};
  argv.insert(argv.end(), words.begin(), words.end());
  argv.push_back(nullptr);
  const CommandLine line = parse_command_line(*git(), argv.data(), environment);
  std::string text = (line.ignored ? "!" : "") + line.command;
  for (const CommandOption& option : line.options) {
    EXPECT_EQ(option.as_cli, option.count > 0);
    text += " " + option.name + ":" + std::to_string(option.count) + (option.as_env ? "+env" : "");
  }
  return text;
}

TEST(CommandLine, is_the_tools_own_name_without_words) { EXPECT_EQ(parse({}), "git"); }

TEST(CommandLine, is_the_longest_command_that_the_words_spell) {
  EXPECT_EQ(parse({"add"}), "git add");
  EXPECT_EQ(parse({"remote"}), "git remote");
  EXPECT_EQ(parse({"remote", "add", "name", "url"}), "git remote add");
  EXPECT_EQ(parse({"remote", "rename", "add"}), "git remote");
}

TEST(CommandLine, passes_by_words_that_are_no_command_alone) {
  EXPECT_EQ(parse({"stash", "drop"}), "git stash drop");
  EXPECT_EQ(parse({"stash", "pop"}), "git");
  EXPECT_EQ(parse({"stash"}), "git");
}

TEST(CommandLine, is_the_tools_own_name_for_an_unknown_command) {
  EXPECT_EQ(parse({"my-alias", "add"}), "git");
  EXPECT_EQ(parse({"ad"}), "git");
  EXPECT_EQ(parse({"address"}), "git");
  EXPECT_EQ(parse({"", "add"}), "git");
  EXPECT_EQ(parse({"remote add"}), "git");
}

TEST(CommandLine, is_empty_if_the_contract_has_no_such_command) {
  const LoadedContract contract = git(kCommands);
  for (const char* const word : {"my-alias", "stash"}) {
    const char* const argv[] = {"git", word, "-v", nullptr};
    const CommandLine line = parse_command_line(*contract, argv, Environment());
    EXPECT_EQ(line.command, "");
    EXPECT_TRUE(line.options.empty());
  }
  const char* const argv[] = {"git", "add", nullptr};
  EXPECT_EQ(parse_command_line(*contract, argv, Environment()).command, "git add");
  EXPECT_EQ(parse_command_line(Contract(), argv, Environment()).command, "");
}

TEST(CommandLine, is_ignored_where_the_contract_says_so) {
  EXPECT_EQ(parse({"version"}), "!git version");
  EXPECT_EQ(parse({"-v", "version", "x"}), "!git version verbose:1");
  EXPECT_EQ(parse({"versions"}), "git");
}

TEST(CommandLine, is_found_behind_options_and_their_values) {
  EXPECT_EQ(parse({"-C", "add", "commit"}), "git commit C:1");
  EXPECT_EQ(parse({"-v", "add"}), "git add verbose:1");
  EXPECT_EQ(parse({"remote", "-v", "add"}), "git remote add verbose:1");
  EXPECT_EQ(parse({"--unknown", "add"}), "git add");
}

TEST(CommandLine, counts_options_in_the_contracts_order) {
  EXPECT_EQ(parse({"commit", "-v", "--all", "-v", "--verbose"}), "git commit all:1 verbose:3");
}

TEST(CommandLine, reads_values_in_every_way_to_write_them) {
  EXPECT_EQ(parse({"commit", "-m", "-a"}), "git commit message:1");
  EXPECT_EQ(parse({"commit", "-mav"}), "git commit message:1");
  EXPECT_EQ(parse({"commit", "--message", "--all"}), "git commit message:1");
  EXPECT_EQ(parse({"commit", "--message=--all", "-v"}), "git commit message:1 verbose:1");
  EXPECT_EQ(parse({"commit", "--message=", "-v"}), "git commit message:1 verbose:1");
  EXPECT_EQ(parse({"commit", "--all=yes", "-v"}), "git commit all:1 verbose:1");
  EXPECT_EQ(parse({"commit", "-dir", "-a"}), "git commit dir:1");
  EXPECT_EQ(parse({"commit", "-dir=x", "-a"}), "git commit all:1 dir:1");
  EXPECT_EQ(parse({"commit", "-m"}), "git commit message:1");
}

TEST(CommandLine, reads_letters_behind_one_hyphen) {
  EXPECT_EQ(parse({"commit", "-am", "-v"}), "git commit all:1 message:1");
  EXPECT_EQ(parse({"commit", "-ama", "-v"}), "git commit all:1 message:1 verbose:1");
  EXPECT_EQ(parse({"commit", "-va"}), "git commit all:1 verbose:1");
}

TEST(CommandLine, takes_no_letter_of_a_value_for_an_option) {
  EXPECT_EQ(parse({"commit", "-pva"}), "git commit");
  EXPECT_EQ(parse({"commit", "-vpa"}), "git commit verbose:1");
  EXPECT_EQ(parse({"commit", "--va"}), "git commit");
}

TEST(CommandLine, ends_options_at_two_hyphens) {
  EXPECT_EQ(parse({"add", "-v", "--", "-a", "--all"}), "git add verbose:1");
  EXPECT_EQ(parse({"--", "add"}), "git");
  EXPECT_EQ(parse({"commit", "-m", "--", "-a"}), "git commit all:1 message:1");
}

TEST(CommandLine, takes_one_hyphen_for_a_word) {
  EXPECT_EQ(parse({"add", "-", "-a"}), "git add all:1");
  EXPECT_EQ(parse({"-", "add"}), "git");
}

TEST(CommandLine, leaves_no_trace_of_what_the_contract_does_not_know) {
  EXPECT_EQ(parse({"commit", "--secret=x", "--token", "y", "-z", "file"}), "git commit");
}

TEST(CommandLine, names_options_that_the_environment_sets) {
  const Environment environment({{"VERBOSE", "1"}, {"DIR", ""}});
  EXPECT_EQ(parse({"add"}, environment), "git add verbose:0+env");
  EXPECT_EQ(parse({"add", "-v"}, environment), "git add verbose:1+env");
}

TEST(CommandLine, without_a_program_is_empty_of_options) {
  const char* const argv[] = {nullptr};
  EXPECT_EQ(parse_command_line(*git(), argv, Environment()).command, "git");
}

}  // namespace
}  // namespace overt
