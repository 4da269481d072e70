// What the header says is tested where it is compiled, in tests/typed_header/.
#include "contract/header/cpp_header.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "contract/test_contract.h"

namespace overt {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// The header of a contract with these lines besides its head.
Result<std::string> header_of(std::string_view lines) {
  const LoadedContract contract =
      testing::contract_from(std::string(testing::kContractHead).append(lines));
  return cpp_header(*contract, "tool.toml");
}

constexpr std::string_view kCommands = "commands = [\"tool\", \"tool a-b\", \"tool a b\"]\n";
constexpr std::string_view kEvent = "[[event]]\ntype = \"Seen\"\n";

TEST(CppHeader, names_what_the_contract_names) {
  const auto header = header_of(std::string(kCommands).append(kEvent));
  ASSERT_TRUE(header) << header.error().message;
  EXPECT_THAT(*header, HasSubstr("// Made by `overt contract header tool.toml`;"));
  EXPECT_THAT(*header, HasSubstr("namespace tool_telemetry {"));
  EXPECT_THAT(*header, HasSubstr("  kTool,  // \"tool\"\n  kAB,  // \"tool a b\"\n"
                                 "  kAB2,  // \"tool a-b\"\n"));
  EXPECT_THAT(*header, HasSubstr("void seen() noexcept { record(0, {}); }"));
}

TEST(CppHeader, names_of_events_hide_no_names_of_its_own) {
  const auto header = header_of(std::string(kCommands) + R"([[event]]
type = "Record"
fields = [{ name = "record", type = "enum", values = ["x"], why.en = "A test." }]
[[event]]
type = "seen"
[[event]]
type = "Seen"
)");
  ASSERT_TRUE(header) << header.error().message;
  EXPECT_THAT(*header, HasSubstr("  enum class Record2 : std::uint16_t {"));
  EXPECT_THAT(*header, HasSubstr("  void record2(const Record& event) noexcept {"));
  EXPECT_THAT(*header, HasSubstr("  void seen() noexcept { record(1, {}); }"));
  EXPECT_THAT(*header, HasSubstr("  void seen2() noexcept { record(2, {}); }"));
}

TEST(CppHeader, holds_the_whole_contract_for_the_users_to_read) {
  const std::string text =
      std::string(kCommands) + "owner = \"Some)text0\"\n" + std::string(kEvent);
  const auto header = header_of(text);
  ASSERT_TRUE(header);
  EXPECT_THAT(*header, HasSubstr("owner = \"Some)text0\"\n"));
  // What ends such a text must not stand in it.
  EXPECT_THAT(*header, HasSubstr(".text = R\"text1("));
}

TEST(CppHeader, commands_of_several_names_keep_them_whole) {
  const auto header = header_of("commands = [\"tool add\", \"tools add\"]\n" + std::string(kEvent));
  ASSERT_TRUE(header);
  EXPECT_THAT(*header, HasSubstr("kToolAdd,"));
  EXPECT_THAT(*header, HasSubstr("kToolsAdd,"));
}

TEST(CppHeader, a_field_that_a_tool_cannot_give_is_an_error_unless_it_is_optional) {
  const auto with_field = [](std::string_view field) {
    return header_of(std::string(kCommands) + "[[event]]\ntype = \"CommandExited\"\nfields = [{ " +
                     std::string(field) + ", why.en = \"A test.\" }]\n");
  };
  EXPECT_EQ(with_field("name = \"memory\", type = \"boolean\"").error().message,
            "event CommandExited: a tool cannot give the field memory; make it optional, or put it "
            "into another event");
  EXPECT_TRUE(with_field("name = \"memory\", type = \"boolean\", optional = true"));
  EXPECT_TRUE(with_field("name = \"exitCode\", type = \"exit_code\""));
}

}  // namespace
}  // namespace overt
