// The compiled contract, written and opened again, whole and broken.
#include "contract/compiled.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "contract/compiled/write_compiled.h"
#include "contract/compiled_format.h"
#include "contract/header/cpp_data.h"
#include "contract/test_contract.h"

namespace overt {
namespace {

using ::testing::HasSubstr;

// Every key that the client has a use for, and each type.
constexpr std::string_view kEverything = R"(app = "my-tool2"
env_prefix = "MY_TOOL2"
endpoint = "https://telemetry.example.com/v1/traces"
span_name = "telemetry.example.com"
schema_versions = [2, 1]
default = "local"
default_in_ci = "off"
ci_wait_ms = 250
telemetry_command = "tool telemetry"
owner = "Кто-то"
commands = ["tool", "tool b", "tool a"]
ignored_commands = ["tool version", "tool help"]
options = [
  { name = "z", spellings = ["-z", "--zed"], value = true, env = "TOOL_ZED" },
  { name = "a", spellings = ["-a"] },
]
[commands_to_come]
pattern = "tool [a-z]{1,9}"
characters_max = 20
expires = 2031-02-28
why.en = "A test of it."
[project_id]
why.en = "A test of it."
[user_id]
discard = true
why.en = "A test of it."
[[attribute]]
name = "version"
type = "version"
why.en = "A test of it."
[[attribute]]
name = "extra"
type = "map"
discard = true
since_schema = 2
why.en = "A test of it."
[[attribute]]
name = "channel"
type = "enum"
values = ["", "beta", "alpha"]
optional = true
env = "TOOL_CHANNEL"
expires = 1969-12-31
why.en = "A test of it."
[[event]]
type = "Empty"
since_schema = 2
[[event]]
type = "CommandStarted"
fields = [
  { name = "commandOptions", type = "options", optional = true, why.en = "A test." },
  { name = "number", type = "integer", min = -9223372036854775808, max = 9223372036854775807, why.en = "A test." },
  { name = "truth", type = "boolean", why.en = "A test." },
  { name = "exitCode", type = "exit_code", why.en = "A test." },
  { name = "durationMs", type = "duration_ms", why.en = "A test." },
  { name = "id", type = "uuid", why.en = "A test." },
  { name = "hash", type = "sha256", why.en = "A test." },
  { name = "word", type = "pattern", pattern = "[a-z]+", characters_max = 128, why.en = "A test." },
  { name = "image", type = "text", discard = true, why.en = "A test." },
]
)";

// All that a program needs of a contract, as one text.
std::string all_of(const Contract& contract) { return cpp_data(contract); }

std::string compiled(std::string_view toml) {
  return write_compiled(*testing::contract_from(toml));
}

void expect_same(const Contract& contract) {
  const std::string bytes = write_compiled(contract);
  const auto opened = read_compiled(bytes);
  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_EQ(all_of(**opened), all_of(contract));
  EXPECT_EQ(write_compiled(**opened), bytes);
}

TEST(Compiled, a_contract_is_the_same_when_it_is_opened) {
  expect_same(*testing::contract_from(kEverything));
}

TEST(Compiled, what_may_be_absent_may_be_absent) {
  expect_same(*testing::contract_from(std::string(testing::kContractHead) +
                                      "commands = [\"tool\"]\n[[event]]\ntype = \"Seen\"\n"));
}

TEST(Compiled, the_contracts_of_this_house_are_the_same_when_they_are_opened) {
  for (const char* path : {OVERT_CONTRACTS "/git.toml", OVERT_CONTRACTS "/werf.toml"}) {
    const auto contract = load_contract(path);
    ASSERT_TRUE(contract) << contract.error().message;
    expect_same(**contract);
  }
}

TEST(Compiled, patterns_match_and_days_end_as_they_did) {
  const std::string bytes = compiled(kEverything);
  const auto opened = read_compiled(bytes);
  ASSERT_TRUE(opened);
  const FieldSpec& to_come = *(*opened)->commands_to_come;
  EXPECT_TRUE(to_come.pattern->matches("tool new"));
  EXPECT_FALSE(to_come.pattern->matches("tool New"));
  using std::chrono::sys_days;
  using std::chrono::year;
  EXPECT_EQ(to_come.expires, sys_days(year(2031) / 2 / 28));
  EXPECT_EQ((*opened)->attributes[0].expires, sys_days(year(1969) / 12 / 31));
  EXPECT_EQ((*opened)->attributes[1].expires, kNever);
}

// Texts are not copied, so that a contract inside a program costs next to nothing.
TEST(Compiled, texts_are_views_into_the_bytes) {
  const std::string bytes = compiled(kEverything);
  const auto opened = read_compiled(bytes);
  ASSERT_TRUE(opened);
  EXPECT_GE((*opened)->text.data(), bytes.data());
  EXPECT_EQ((*opened)->text.data() + (*opened)->text.size(), bytes.data() + bytes.size());
}

TEST(Compiled, no_cut_opens) {
  const std::string bytes = compiled(kEverything);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(read_compiled(std::string_view(bytes).substr(0, size))) << size << " bytes";
  }
  EXPECT_FALSE(read_compiled(bytes + '\0'));
}

TEST(Compiled, no_changed_bit_opens) {
  std::string bytes = compiled(kEverything);
  for (std::size_t i = 0; i < bytes.size() * 8; ++i) {
    const char bit = static_cast<char>(1 << i % 8);
    bytes[i / 8] = static_cast<char>(bytes[i / 8] ^ bit);
    EXPECT_FALSE(read_compiled(bytes)) << "bit " << i;
    bytes[i / 8] = static_cast<char>(bytes[i / 8] ^ bit);
  }
}

// `payload` under a header that fits it, so that only its own form can be wrong.
std::string with_header(const std::string& payload) {
  const auto number = [](std::uint64_t value, int bytes) {
    std::string text;
    for (int i = 0; i < bytes; ++i, value >>= 8) text += static_cast<char>(value & 0xFF);
    return text;
  };
  return std::string(kCompiledMagic) + number(kCompiledVersion, 4) + number(payload.size(), 4) +
         number(compiled_checksum(payload), 8) + payload;
}

// Where it opens in spite of the change, what it holds can be written and opened again.
void expect_harmless(const std::string& payload) {
  const std::string bytes = with_header(payload);
  const auto opened = read_compiled(bytes);
  if (opened) {
    EXPECT_EQ(write_compiled(**opened), bytes);
  } else {
    EXPECT_EQ(opened.error().message, "is a compiled contract that breaks the format");
  }
}

TEST(Compiled, a_payload_is_harmless_wherever_it_is_cut_or_changed) {
  const std::string payload = compiled(kEverything).substr(kCompiledHeaderBytes);
  for (std::size_t size = 0; size < payload.size(); ++size) {
    EXPECT_FALSE(read_compiled(with_header(payload.substr(0, size)))) << size << " bytes";
  }
  EXPECT_FALSE(read_compiled(with_header(payload + '\0')));
  // The rest is the file's text, any bytes.
  const std::size_t end = payload.size() - kEverything.size();
  for (std::size_t i = 0; i < end; ++i) {
    for (const int value : {0, 1, 2, 3, 4, 7, 8, 0x7F, 0x80, 0xFE, 0xFF}) {
      std::string changed = payload;
      changed[i] = static_cast<char>(value);
      expect_harmless(changed);
    }
  }
}

// Of a contract that opens all that a program relies on holds; here each rule is broken once.
TEST(Compiled, what_breaks_a_rule_of_contracts_does_not_open) {
  const std::string payload = compiled(kEverything).substr(kCompiledHeaderBytes);
  const auto changed = [&payload](std::string_view from, std::string_view to) {
    std::string bytes = payload;
    const auto at = bytes.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return read_compiled(with_header(bytes.replace(at, from.size(), to))).ok();
  };
  EXPECT_TRUE(changed("my-tool2", "my-tool3"));
  EXPECT_FALSE(changed("my-tool2", "../tool2")) << "it names a folder";
  EXPECT_FALSE(changed("my-tool2", "-y-tool2"));
  EXPECT_FALSE(changed("tool b", "tool A")) << "commands are sorted";
  EXPECT_FALSE(changed("tool b", "tool a")) << "each is there once";
  EXPECT_FALSE(changed("tool version", "tool Version")) << "ignored commands are sorted";
  EXPECT_FALSE(changed("beta", "ALFA")) << "values are sorted";
  EXPECT_FALSE(changed("version\x06", "Version\x06")) << "attributes are sorted";
  EXPECT_FALSE(changed("tool [a-z]{1,9}", "tool (a-z]{1,9}")) << "patterns are ones";
}

TEST(Compiled, errors_say_what_is_wrong) {
  const auto error_of = [](std::string_view bytes) { return read_compiled(bytes).error().message; };
  std::string bytes = compiled(kEverything);
  EXPECT_EQ(error_of(kEverything),
            "is no compiled contract; make one with `overt contract compile`");
  EXPECT_EQ(error_of(""), error_of(kEverything));
  EXPECT_THAT(error_of(bytes.substr(0, 100)), HasSubstr("not whole"));
  bytes.back() = '#';
  EXPECT_THAT(error_of(bytes), HasSubstr("were changed"));
  bytes[kCompiledMagic.size()] = 7;
  EXPECT_EQ(error_of(bytes), "is a compiled contract of version 7, and this overt reads version 2");
}

}  // namespace
}  // namespace overt
