#include "contract/load.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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
  const auto contract = parse_contract(kSmall, "c.toml");
  ASSERT_TRUE(contract) << contract.error().message;
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
  EXPECT_EQ(contract->attributes[0].why, "Where it runs.");
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
              HasSubstr("why: is missing from this field"));
  EXPECT_THAT(error_with("values = [\"linux\"]\n", ""), HasSubstr("values: must list"));
  EXPECT_THAT(error_with("[1]", "[]"), HasSubstr("schema_versions: must hold at least one"));
}

TEST(ContractLoad, what_does_not_fit_is_refused) {
  EXPECT_THAT(error_with("\"tool\"", "\"../tool\""), HasSubstr("app: must consist of"));
  EXPECT_THAT(error_with("\"TOOL\"", "\"tool\""), HasSubstr("env_prefix: must consist of"));
  EXPECT_THAT(error_with("https://", "file://"), HasSubstr("endpoint: must be a URL"));
  EXPECT_THAT(error_with("[1]", "[3]"),
              HasSubstr("schema_versions: must hold integers from 1 to 2"));
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

TEST(ContractLoad, two_of_one_name_are_refused) {
  EXPECT_THAT(error_with("[[event]]", "[[event]]\ntype = \"CommandExited\"\n[[event]]"),
              HasSubstr("two have the same"));
}

TEST(ContractLoad, a_missing_or_oversized_file_says_what_to_do) {
  const testing::TemporaryDirectory directory;
  EXPECT_THAT(load_contract(directory.file("none")).error().message,
              EndsWith("No such file or directory; --contract takes the path of a contract"));
  const std::string path = directory.file("large");
  ASSERT_TRUE(write_file_atomically(path, std::string(kContractBytesMax, '#')));
  EXPECT_THAT(load_contract(path).error().message, HasSubstr("is missing"));
  ASSERT_TRUE(write_file_atomically(path, std::string(kContractBytesMax + 1, '#')));
  EXPECT_THAT(load_contract(path).error().message, HasSubstr("larger than"));
}

}  // namespace
}  // namespace overt
