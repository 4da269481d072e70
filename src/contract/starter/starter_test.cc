#include "contract/starter/starter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "contract/load.h"

namespace overt {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

HelpOption option(std::vector<std::string> spellings, HelpValue value = HelpValue::kNone) {
  return {.spellings = std::move(spellings), .value = value};
}

// The contract, which the loader must take.
std::string contract_of(const StarterInput& input) {
  std::string text = starter_contract(input);
  const auto contract = parse_contract(text, "starter.toml");
  EXPECT_TRUE(contract.ok()) << (contract.ok() ? "" : contract.error().message) << "\n" << text;
  return text;
}

std::string contract_with(std::vector<HelpOption> options) {
  return contract_of({.app = "tool", .commands = {}, .options = std::move(options)});
}

TEST(Starter, is_a_contract_even_if_nothing_was_found) {
  const std::string text = contract_of({.app = "tool", .commands = {}, .options = {}});
  EXPECT_THAT(text, HasSubstr("app = \"tool\"\nenv_prefix = \"TOOL\""));
  EXPECT_THAT(text, HasSubstr("endpoint = \"https://telemetry.example.com/v1/traces\""));
  EXPECT_THAT(text, HasSubstr("span_name = \"tool.example.com\""));
  EXPECT_THAT(text, HasSubstr("default = \"off\""));
  EXPECT_THAT(text, HasSubstr("commands = [\n  \"tool\",\n]"));
  EXPECT_THAT(text, Not(HasSubstr("ignored_commands")));
  for (const char* attribute : {"arch", "ci", "ciName", "os", "version"}) {
    EXPECT_THAT(text, HasSubstr("[[attribute]]\nname = \"" + std::string(attribute) + "\""));
  }
  EXPECT_THAT(text, HasSubstr("Before you use it: "));
}

TEST(Starter, sorts_commands_behind_the_tool_and_ignores_those_about_the_tool) {
  const std::string text = contract_of(
      {.app = "my-tool",
       .commands = {"remote", "version", "add", "remote add", "help", "add", "remote help"},
       .options = {}});
  EXPECT_THAT(text, HasSubstr("commands = [\n  \"my-tool\", \"my-tool add\", \"my-tool remote\", "
                              "\"my-tool remote add\", \"my-tool remote help\",\n]"));
  EXPECT_THAT(text, HasSubstr("ignored_commands = [\n  \"my-tool help\", \"my-tool version\",\n]"));
  EXPECT_THAT(text, HasSubstr("env_prefix = \"MY_TOOL\""));
}

TEST(Starter, makes_a_variable_of_any_name) {
  EXPECT_THAT(contract_of({.app = "7zip", .commands = {}, .options = {}}),
              HasSubstr("env_prefix = \"_7ZIP\""));
}

TEST(Starter, offers_keys_that_may_stand_there) {
  std::string text = starter_contract({.app = "tool", .commands = {}, .options = {}});
  for (const std::string key : {"default_in_ci", "telemetry_command"}) {
    const std::size_t at = text.find("# " + key + " = ");
    ASSERT_NE(at, std::string::npos) << key;
    text.erase(at, 2);
  }
  const auto contract = parse_contract(text, "starter.toml");
  ASSERT_TRUE(contract) << contract.error().message;
  EXPECT_EQ((*contract)->consent_in_ci, ConsentDefault::kOff);
  EXPECT_EQ((*contract)->telemetry_command, "tool telemetry");
}

TEST(Starter, takes_names_that_a_contract_may_have) {
  EXPECT_TRUE(is_starter_app("my-tool2"));
  EXPECT_TRUE(is_starter_app(std::string(64, 'a')));
  for (const auto* name : {"", "My", "-tool", "a b", "a.b", "a\"", "../x"}) {
    EXPECT_FALSE(is_starter_app(name)) << name;
  }
  EXPECT_FALSE(is_starter_app(std::string(65, 'a')));
}

TEST(Starter, leaves_out_what_the_loader_refuses) {
  const std::string long_name(200, 'x');
  const std::string text = contract_of(
      {.app = "tool",
       .commands = {long_name, "a\"b", "a\\b", "", " a", "a  b", "a ", "a\nb", "caf\xc3\xa9", "ok"},
       .options = {option({"--" + long_name}), option({"--a\"b"}), option({"--a\\b"}),
                   option({"--a=b"}), option({"-"}), option({"--"}), option({"ab"}), option({""}),
                   option({"--caf\xc3\xa9"}), option({"--a\nb"}), option({}), option({"--fine"})}});
  EXPECT_THAT(text, HasSubstr("commands = [\n  \"tool\", \"tool ok\",\n]"));
  EXPECT_THAT(text, HasSubstr("options = [\n  { name = \"fine\", spellings = [\"--fine\"] },\n]"));
}

TEST(Starter, merges_what_commands_say_of_the_same_option) {
  const std::string text = contract_with({
      option({"-m", "--message"}, HelpValue::kRequired),
      option({"--zeta"}),
      option({"--compare"}),
      option({"-d", "--diff", "--compare"}),
      option({"--message", "-m"}, HelpValue::kRequired),
      option({"-C"}, HelpValue::kRequired),
  });
  EXPECT_THAT(text, HasSubstr(R"(options = [
  { name = "C", spellings = ["-C"], value = true },
  { name = "diff", spellings = ["-d", "--compare", "--diff"] },
  { name = "message", spellings = ["-m", "--message"], value = true },
  { name = "zeta", spellings = ["--zeta"] },
])"));
}

TEST(Starter, does_not_guess_what_a_letter_of_many_meanings_is) {
  const std::string text =
      contract_with({option({"-n", "--dry-run"}), option({"-n", "--lines"}, HelpValue::kRequired)});
  EXPECT_THAT(text, HasSubstr(R"(options = [
  { name = "dry-run", spellings = ["--dry-run"] },
  { name = "lines", spellings = ["--lines"], value = true },
  { name = "n", spellings = ["-n"], value = true },  # not the same in all commands: dry-run, lines
])"));
  EXPECT_THAT(
      contract_with({option({"-G", "--basic"}), option({"-G"}, HelpValue::kRequired)}),
      HasSubstr(
          R"({ name = "G", spellings = ["-G"], value = true },  # not the same in all commands: basic)"));
  EXPECT_THAT(contract_with({option({"-v", "--verbose"}), option({"-v"})}),
              HasSubstr(R"({ name = "verbose", spellings = ["-v", "--verbose"] },)"));
}

TEST(Starter, takes_the_next_word_for_a_value_if_it_is_one_anywhere) {
  const std::string text =
      contract_with({option({"--sign"}, HelpValue::kOptional), option({"--branch"}),
                     option({"--branch"}, HelpValue::kRequired)});
  EXPECT_THAT(text, HasSubstr("{ name = \"branch\", spellings = [\"--branch\"], value = true },  "
                              "# takes a value in some commands only"));
  EXPECT_THAT(text, HasSubstr("{ name = \"sign\", spellings = [\"--sign\"] },"));
}

TEST(Starter, gives_each_name_once_however_it_is_spelled) {
  const std::string text =
      contract_with({option({"-help"}), option({"-h", "--help"}), option({"--n"}),
                     option({"-n", "--lines"}), option({"-n", "--null"})});
  EXPECT_THAT(text, HasSubstr("{ name = \"help\", spellings = [\"-h\", \"--help\", \"-help\"] },"));
  EXPECT_THAT(text, HasSubstr("{ name = \"n\", spellings = [\"-n\", \"--n\"] },"));
}

TEST(Starter, keeps_to_what_a_contract_may_hold_and_says_so) {
  StarterInput input{.app = "tool", .commands = {}, .options = {}};
  for (int i = 0; i < 1100; ++i) {
    input.commands.push_back("c" + std::to_string(i));
    input.options.push_back(option({"--o" + std::to_string(i)}));
  }
  const std::string text = contract_of(input);
  EXPECT_THAT(text, HasSubstr("# 77 more commands were found than a contract may hold"));
  EXPECT_THAT(text, HasSubstr("# 76 more options were found than a contract may hold"));
}

}  // namespace
}  // namespace overt
