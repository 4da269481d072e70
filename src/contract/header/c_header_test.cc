// What the header says is tested where it is compiled, in tests/c_abi/.
#include "contract/header/c_header.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "contract/header/c_names.h"
#include "contract/test_contract.h"

namespace overt {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// The header of a contract with these lines besides its head.
Result<std::string> header_of(std::string_view lines) {
  const LoadedContract contract =
      testing::contract_from(std::string(testing::kContractHead).append(lines));
  return c_header(*contract, "tool.toml");
}

constexpr std::string_view kCommands = "commands = [\"tool\", \"tool a-b\", \"tool a b\"]\n";
constexpr std::string_view kEvent = "[[event]]\ntype = \"SeenIt\"\n";

TEST(CNames, words_become_macros) {
  EXPECT_EQ(macro_name("bundle publish"), "BUNDLE_PUBLISH");
  EXPECT_EQ(macro_name("cherry-pick"), "CHERRY_PICK");
  EXPECT_EQ(macro_name("imagesCount"), "IMAGES_COUNT");
  EXPECT_EQ(macro_name("-1.2 rock--solid-"), "1_2_ROCK_SOLID");
  EXPECT_EQ(macro_name("--"), "");
}

TEST(CNames, no_member_is_a_word_or_a_macro_of_the_language) {
  EXPECT_EQ(member_name("imagesCount"), "images_count");
  EXPECT_EQ(member_name("class"), "class_");
  EXPECT_EQ(member_name("restrict"), "restrict_");
  EXPECT_EQ(member_name("errno"), "errno_");
  EXPECT_EQ(member_name("linux"), "linux_");
}

TEST(CHeader, names_what_the_contract_names) {
  const auto header =
      header_of(std::string(kCommands) +
                "options = [{ name = \"dry-run\", spellings = [\"-n\"] }]\n" + std::string(kEvent));
  ASSERT_TRUE(header) << header.error().message;
  EXPECT_THAT(*header, HasSubstr("// Made by `overt contract header --lang c tool.toml`;"));
  EXPECT_THAT(*header, HasSubstr("#define TOOL_TELEMETRY_COMMAND_TOOL \"tool\"\n"
                                 "#define TOOL_TELEMETRY_COMMAND_A_B \"tool a b\"\n"
                                 "#define TOOL_TELEMETRY_COMMAND_A_B2 \"tool a-b\"\n"));
  EXPECT_THAT(*header, HasSubstr("#define TOOL_TELEMETRY_OPTION_DRY_RUN \"dry-run\"\n"));
  EXPECT_THAT(*header, HasSubstr("static inline void tool_telemetry_seen_it(overt_run* run) {\n"
                                 "  overt_event(run, \"SeenIt\", NULL, 0);\n"));
  EXPECT_THAT(*header, HasSubstr("static inline overt_run* tool_telemetry_open("));
}

TEST(CHeader, events_have_the_fields_that_a_tool_gives) {
  const auto header = header_of(std::string(kCommands) + R"([[event]]
type = "Open"
fields = [
  { name = "imagesCount", type = "integer", min = -1, max = 9, why.en = "A test." },
  { name = "size", type = "enum", values = ["", "very small"], optional = true, why.en = "A test." },
  { name = "image", type = "text", discard = true, why.en = "A test." },
]
)");
  ASSERT_TRUE(header) << header.error().message;
  EXPECT_THAT(*header, HasSubstr("typedef struct tool_telemetry_open_event {\n"
                                 "  overt_value images_count;  // overt_integer(), -1 to 9\n"
                                 "  overt_value size;  // optional: TOOL_TELEMETRY_OPEN_SIZE_...\n"
                                 "} tool_telemetry_open_event;\n"));
  // tool_telemetry_open() is what opens a run.
  EXPECT_THAT(*header, HasSubstr("static inline void tool_telemetry_open2(overt_run* run, "
                                 "tool_telemetry_open_event event) {\n"));
  EXPECT_THAT(*header, HasSubstr("#define TOOL_TELEMETRY_OPEN_SIZE_EMPTY overt_text(\"\")\n"));
  EXPECT_THAT(
      *header,
      HasSubstr("#define TOOL_TELEMETRY_OPEN_SIZE_VERY_SMALL overt_text(\"very small\")\n"));
}

TEST(CHeader, overts_own_events_are_not_among_the_functions) {
  const auto header = header_of(std::string(kCommands) + "[[event]]\ntype = \"CommandStarted\"\n");
  ASSERT_TRUE(header);
  EXPECT_THAT(*header, Not(HasSubstr("command_started(overt_run")));
}

TEST(CHeader, a_field_that_a_tool_cannot_give_is_an_error) {
  const auto header = header_of(std::string(kCommands) + R"([[event]]
type = "Seen"
fields = [{ name = "all", type = "options", why.en = "A test." }]
)");
  ASSERT_FALSE(header);
  EXPECT_THAT(header.error().message, HasSubstr("a tool cannot give the field all"));
}

}  // namespace
}  // namespace overt
