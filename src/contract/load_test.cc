#include "contract/load.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/temporary_directory.h"

namespace overt {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr std::string_view kSmall = R"(app = "tool"
env_prefix = "TOOL"
endpoint = "https://telemetry.example.com/v1/traces"
span_name = "telemetry.example.com"
schema_versions = [1]
default = "local"
commands = ["tool", "tool publish"]
options = [{ name = "force", spellings = ["-f", "--force"], value = true, env = "TOOL_FORCE" }]

[[attribute]]
name = "os"
type = "enum"
values = ["linux"]
why.en = "Where it runs."

[[event]]
type = "CommandExited"
fields = [{ name = "images", type = "integer", min = 1, max = 9, why.en = "How many." }]
)";

std::string with(std::string_view from, std::string_view to) {
  std::string changed(kSmall);
  const auto position = changed.find(from);
  EXPECT_NE(position, std::string::npos) << from;
  return changed.replace(position, from.size(), to);
}

// The error for the small contract with one change.
std::string error_with(std::string_view from, std::string_view to) {
  const auto contract = parse_contract(with(from, to), "c.toml");
  EXPECT_FALSE(contract) << to;
  return contract ? "" : contract.error().message;
}

TEST(ContractLoad, every_key_arrives) {
  const auto loaded = parse_contract(kSmall, "c.toml");
  ASSERT_TRUE(loaded) << loaded.error().message;
  const LoadedContract& contract = *loaded;
  EXPECT_EQ(contract->app, "tool");
  EXPECT_EQ(contract->env_prefix, "TOOL");
  EXPECT_EQ(contract->endpoint, "https://telemetry.example.com/v1/traces");
  EXPECT_EQ(contract->span_name, "telemetry.example.com");
  EXPECT_THAT(contract->schema_versions, ElementsAre(1));
  EXPECT_EQ(contract->consent_default, ConsentDefault::kLocal);
  EXPECT_THAT(contract->commands, ElementsAre("tool", "tool publish"));
  EXPECT_TRUE(contract->ignored_commands.empty());
  ASSERT_EQ(contract->options.size(), 1U);
  EXPECT_EQ(contract->options[0].name, "force");
  EXPECT_THAT(contract->options[0].spellings, ElementsAre("-f", "--force"));
  EXPECT_TRUE(contract->options[0].takes_value);
  EXPECT_EQ(contract->options[0].env, "TOOL_FORCE");
  ASSERT_EQ(contract->attributes.size(), 1U);
  EXPECT_THAT(contract->attributes[0].values, ElementsAre("linux"));
  EXPECT_EQ(contract->attributes[0].why.en, "Where it runs.");
  EXPECT_EQ(contract->attributes[0].place.line, 10);
  ASSERT_EQ(contract->events.size(), 1U);
  EXPECT_EQ(contract->events[0].fields[0].max, 9);
}

TEST(ContractLoad, the_contracts_of_this_house_load) {
  for (const char* name : {"/git.toml", "/werf.toml"}) {
    const auto contract = load_contract(std::string(OVERT_CONTRACTS) + name);
    EXPECT_TRUE(contract) << contract.error().message;
  }
}

TEST(ContractLoad, an_error_names_file_line_and_column) {
  EXPECT_THAT(error_with("app = \"tool\"", "app = tool"), StartsWith("c.toml:1:"));
  EXPECT_EQ(error_with("app = \"tool\"", "app = 7"), "c.toml:1:7: app: must be a text in quotes");
  EXPECT_EQ(error_with("\"--force\"]", "\"--force\"], color = 1"),
            "c.toml:8:61: color: is not a key of this option");
}

TEST(ContractLoad, what_is_missing_is_named) {
  EXPECT_THAT(error_with("app = \"tool\"\n", ""), HasSubstr("app: is missing from this contract"));
  EXPECT_THAT(error_with("name = \"os\"\n", ""), HasSubstr("name: is missing from this field"));
  EXPECT_THAT(error_with("why.en = \"Where it runs.\"\n", ""),
              HasSubstr("why: must say why this is collected"));
  EXPECT_THAT(error_with("values = [\"linux\"]\n", ""), HasSubstr("values: must list"));
  EXPECT_THAT(error_with("[1]", "[]"), HasSubstr("schema_versions: must hold at least one"));
}

TEST(ContractLoad, what_does_not_fit_is_refused) {
  EXPECT_THAT(error_with("\"tool\"", "\"../tool\""), HasSubstr("app: must consist of"));
  EXPECT_THAT(error_with("\"TOOL\"", "\"tool\""), HasSubstr("env_prefix: must consist of"));
  EXPECT_THAT(error_with("https://", "file://"), HasSubstr("endpoint: must be a URL"));
  EXPECT_THAT(error_with("[1]", "[3]"),
              HasSubstr("schema_versions: must hold integers from 1 to 2"));
  EXPECT_THAT(error_with("[1]", "[1, 1]"), HasSubstr("schema_versions: holds one twice"));
  EXPECT_THAT(error_with("\"local\"", "\"maybe\""),
              HasSubstr("default: must be one of on, off, local"));
  EXPECT_THAT(error_with("\"tool publish\"", "\"tool  publish\""),
              HasSubstr("commands: must hold"));
  EXPECT_THAT(error_with("\"tool publish\"", "\"tool\""), HasSubstr("holds \"tool\" twice"));
  EXPECT_THAT(error_with("\"-f\"", "\"f\""), HasSubstr("spellings: must hold what a user types"));
  EXPECT_THAT(error_with("\"TOOL_FORCE\"", "\"$X\""), HasSubstr("env: must be the name"));
  EXPECT_THAT(error_with("\"enum\"", "\"word\""), HasSubstr("type: must be one of boolean, "));
  EXPECT_THAT(error_with("\"enum\"", "\"text\""), HasSubstr("need discard = true"));
  EXPECT_THAT(error_with("max = 9", "max = 0"), HasSubstr("max: must be an integer from 1 to "));
  EXPECT_THAT(error_with("[[event]]", "[[happening]]"), HasSubstr("event: must be there"));
}

TEST(ContractLoad, what_people_are_told_arrives_in_both_languages) {
  const auto loaded = parse_contract(with("default", R"(purpose.en = "To improve."
purpose.ru = "Чтобы улучшать."
owner = "its makers"
source = "https://example.com/source"
project_id.why.en = "Which runs are one project's."
user_id = { discard = true, why.en = "Schema 2 has it.", owner = "others" }
commands_to_come = { pattern = "tool [a-z]{1,9}", characters_max = 14, why.en = "New ones.", accepted_risk.en = "None." }
default)"),
                                     "c.toml");
  ASSERT_TRUE(loaded) << loaded.error().message;
  const Contract& contract = **loaded;
  EXPECT_EQ(contract.purpose.en, "To improve.");
  EXPECT_EQ(contract.purpose.ru, "Чтобы улучшать.");
  EXPECT_EQ(contract.owner, "its makers");
  EXPECT_EQ(contract.source, "https://example.com/source");
  EXPECT_FALSE(contract.project_id->discard);
  EXPECT_TRUE(contract.user_id->discard);
  EXPECT_EQ(contract.user_id->owner, "others");
  EXPECT_TRUE(contract.commands_to_come->pattern->matches("tool publish"));
  EXPECT_FALSE(contract.commands_to_come->pattern->matches("tool publishing")) << "too long";
  EXPECT_EQ(contract.commands_to_come->accepted_risk.en, "None.");
}

TEST(ContractLoad, a_field_may_have_a_last_day_if_it_may_be_absent) {
  const std::string day = "why.en = \"Where it runs.\"\nexpires = 2027-06-30";
  EXPECT_EQ(error_with("why.en = \"Where it runs.\"", day),
            "c.toml:15:11: expires: needs optional = true: after that day the field is absent");
  const auto loaded =
      parse_contract(with("why.en = \"Where it runs.\"", day + "\noptional = true"), "c.toml");
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_EQ((*loaded)->attributes[0].expires,
            std::chrono::sys_days(std::chrono::year(2027) / 6 / 30));
  EXPECT_THAT(error_with("why.en = \"Where it runs.\"", day + "T10:00:00"),
              HasSubstr("must be a day such as"));
}

TEST(ContractLoad, texts_for_people_are_one_line_of_bounded_length) {
  const auto why = [](const std::string& text) {
    return with("\"Where it runs.\"", '"' + text + '"');
  };
  std::string longest;
  for (std::size_t i = 0; i < 1000; ++i) longest += "ж";
  EXPECT_TRUE(parse_contract(why(longest), "c.toml"));
  EXPECT_THAT(parse_contract(why(longest + "!"), "c.toml").error().message,
              HasSubstr("en: has more than 1000 characters"));
  EXPECT_THAT(parse_contract(why("a\\u001B[31m"), "c.toml").error().message,
              HasSubstr("without control characters"));
}

TEST(ContractLoad, lists_end_at_their_limits) {
  const auto commands = [](std::size_t count) {
    std::string list = "\"tool\"";
    for (std::size_t i = 1; i < count; ++i) list += ", \"tool " + std::to_string(i) + '"';
    return parse_contract(with(R"("tool", "tool publish")", list), "c.toml");
  };
  EXPECT_TRUE(commands(kCommandsMax));
  EXPECT_THAT(commands(kCommandsMax + 1).error().message, HasSubstr("commands: has more than"));
  const auto values = [](std::size_t count) {
    std::string list = "\"linux\"";
    for (std::size_t i = 1; i < count; ++i) list += ", \"os" + std::to_string(i) + '"';
    return parse_contract(with(R"("linux")", list), "c.toml");
  };
  EXPECT_TRUE(values(kEnumValuesMax));
  EXPECT_THAT(values(kEnumValuesMax + 1).error().message, HasSubstr("values: has more than"));
  const auto options = [](std::size_t count) {
    std::string list = "{ name = \"o\", spellings = [\"-o\"] }";
    for (std::size_t i = 1; i < count; ++i) {
      list += ", { name = \"o" + std::to_string(i) + "\", spellings = [\"-o\"] }";
    }
    return parse_contract(
        with(
            R"({ name = "force", spellings = ["-f", "--force"], value = true, env = "TOOL_FORCE" })",
            list),
        "c.toml");
  };
  EXPECT_TRUE(options(kOptionsMax));
  EXPECT_THAT(options(kOptionsMax + 1).error().message, HasSubstr("options: has more than"));
}

TEST(ContractLoad, all_that_is_wrong_is_found_in_the_order_of_the_file) {
  const ContractReading reading = read_contract("app = 1\ncolor = 2\ndefault = \"x\"\n");
  EXPECT_EQ(reading.contract, nullptr);
  std::vector<std::string> found;
  for (const ContractProblem& problem : reading.problems) {
    found.push_back(to_string(problem, "c.toml"));
  }
  EXPECT_THAT(found,
              ::testing::IsSupersetOf({"c.toml:1:7: app: must be a text in quotes",
                                       "c.toml:2:1: color: is not a key of this contract",
                                       "c.toml:3:11: default: must be one of on, off, local"}));
  EXPECT_TRUE(std::ranges::is_sorted(
      reading.problems, {}, [](const ContractProblem& problem) { return problem.place.line; }));
}

TEST(ContractLoad, what_is_missing_is_one_problem) {
  const ContractReading reading = read_contract("");
  const auto about_app = std::ranges::count_if(
      reading.problems, [](const auto& problem) { return problem.what.starts_with("app: "); });
  EXPECT_EQ(about_app, 1);
}

TEST(ContractLoad, a_command_is_recorded_or_ignored) {
  EXPECT_THAT(error_with("commands = ", "ignored_commands = [\"tool\"]\ncommands = "),
              HasSubstr("ignored_commands: holds a command that stands in commands"));
}

TEST(ContractLoad, a_pattern_that_closes_nothing_is_refused_where_it_does_so) {
  const auto error_of = [](const std::string& pattern) {
    return error_with("\"enum\"\nvalues = [\"linux\"]",
                      "\"pattern\"\ncharacters_max = 9\npattern = '" + pattern + "'");
  };
  EXPECT_EQ(error_of("ab.*"),
            "c.toml:14:11: pattern: has a . without a \\, which closes nothing, at character 3");
  EXPECT_THAT(error_of("(a"), HasSubstr("has a ( without its )"));
}

TEST(ContractLoad, names_begin_with_a_letter_and_values_command_no_terminal) {
  for (const char* name : {"\"1os\"", "\"_os\""}) {
    EXPECT_THAT(error_with("\"os\"", name), HasSubstr("name: must consist of letters"));
  }
  EXPECT_THAT(error_with("\"CommandExited\"", "\"3d\""),
              HasSubstr("type: must consist of letters"));
  EXPECT_THAT(error_with("\"linux\"", "\"a\\u001B[31m\""),
              HasSubstr("values: must be one line each, without control characters"));
  EXPECT_TRUE(parse_contract(with("\"linux\"", "\"\", \"лин\""), "c.toml"));
}

TEST(ContractLoad, two_of_one_name_are_refused) {
  EXPECT_THAT(error_with("[[event]]", "[[event]]\ntype = \"CommandExited\"\n[[event]]"),
              HasSubstr("two have the same"));
}

TEST(ContractLoad, a_missing_or_oversized_file_says_what_to_do) {
  const testing::TemporaryDirectory directory;
  EXPECT_THAT(load_contract(directory.file("none")).error().message,
              EndsWith("No such file or directory; a contract is a TOML file"));
  const std::string path = directory.file("large");
  ASSERT_TRUE(write_file_atomically(path, std::string(kContractBytesMax, '#')));
  EXPECT_THAT(load_contract(path).error().message, HasSubstr(":1:1: "));
  ASSERT_TRUE(write_file_atomically(path, std::string(kContractBytesMax + 1, '#')));
  EXPECT_THAT(load_contract(path).error().message, HasSubstr("larger than"));
}

// toml++ calls itself for each, and it does not look at its stack.
TEST(ContractLoad, brackets_within_brackets_end_as_a_problem) {
  constexpr std::size_t kDepth = 100'000;
  const auto repeated = [](std::string_view piece) {
    std::string text;
    for (std::size_t i = 0; i < kDepth; ++i) text += piece;
    return text;
  };
  for (const std::string& text :
       {"a = " + repeated("["), "a = " + repeated("{a="), "a = " + repeated("[{a="),
        "a = " + repeated("[") + repeated("]"), repeated("a.") + "a = 1",
        "[" + repeated("a.") + "a]", "a = {" + repeated("a.") + "a = 1}"}) {
    const ContractReading reading = read_contract(text);
    EXPECT_EQ(reading.contract, nullptr);
    EXPECT_FALSE(reading.problems.empty());
  }
}

TEST(ContractLoad, dots_in_texts_and_comments_are_no_deep_keys) {
  const std::string dots(20, '.');
  for (const std::string& text :
       {"# " + dots + "\n", "a = \"\\\"" + dots + "\" # '\n", "a = '\\' # " + dots + "\n",
        "a = \"\"\"\n\"" + dots + "\"\"\"\"\"\n", "a = ''''" + dots + "'''\n"}) {
    const ContractReading reading = read_contract(text + "b.c = 1\n");
    ASSERT_FALSE(reading.problems.empty());
    EXPECT_THAT(reading.problems.front().what, HasSubstr("missing")) << text;
  }
  const ContractReading deep = read_contract("a = \"\"\"\n\"\"\" # '\nb.b.b.b.b.b.b.b.b.b = 1\n");
  ASSERT_EQ(deep.problems.size(), 1);
  EXPECT_EQ(to_string(deep.problems.front(), "c"),
            "c:3:18: has keys of too many parts; at most 8 dots may stand in the keys of a line");
}

}  // namespace
}  // namespace overt
