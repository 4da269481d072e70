#include "contract/gate.h"

#include <gtest/gtest.h>

#include <functional>

#include "contract/test_contract.h"
#include "model/page_examples.h"

namespace overt {
namespace {

using testing::page_exited;
using testing::page_started;
using testing::schema_2_event;

FieldSpec field(std::string_view name, FieldType type) { return {.name = name, .type = type}; }

const Contract& werf() {
  static const LoadedContract kContract = testing::contract_from(R"(app = "werf"
env_prefix = "WERF"
endpoint = "https://telemetry.werf.io/v1/traces"
span_name = "telemetry.werf.io"
schema_versions = [1, 2]
default = "on"
commands = ["werf converge", "werf build"]
ignored_commands = ["werf version"]
options = [{ name = "repo", spellings = ["--repo"] }, { name = "dev", spellings = ["--dev"] }]
project_id.why.en = "A test."
user_id = { discard = true, why.en = "A test." }
attribute = [
  { name = "arch", type = "enum", values = ["arm64", "amd64"], why.en = "A test." },
  { name = "ci", type = "boolean", optional = true, since_schema = 2, why.en = "A test." },
  { name = "ciName", type = "enum", values = ["gitlab"], optional = true, since_schema = 2, why.en = "A test." },
  { name = "extra", type = "map", discard = true, since_schema = 2, why.en = "A test." },
  { name = "os", type = "enum", values = ["linux", "darwin"], why.en = "A test." },
  { name = "shell", type = "enum", values = ["bash"], optional = true, expires = 2022-07-31, why.en = "A test." },
  { name = "version", type = "version", why.en = "A test." },
]
[commands_to_come]
pattern = "werf [a-z]{1,5}"
characters_max = 10
why.en = "A test."
[[event]]
type = "CommandStarted"
fields = [{ name = "commandOptions", type = "options", optional = true, why.en = "A test." }]
[[event]]
type = "CommandExited"
fields = [
  { name = "exitCode", type = "exit_code", why.en = "A test." },
  { name = "durationMs", type = "duration_ms", why.en = "A test." },
]
[[event]]
type = "BuildStarted"
since_schema = 2
fields = [{ name = "image", type = "text", discard = true, why.en = "A test." }]
)");
  return *kContract;
}

// The moment of the page's events, when `shell` was still recorded.
constexpr std::int64_t kThenMs = 1658231825280;

std::string refusal_of(const Event& event) {
  const auto refusal = check(werf(), event);
  return refusal ? to_string(*refusal) : "";
}

// Why `event` is refused once `change` was made to it.
std::string refusal_after(Event event, const std::function<void(Event&)>& change) {
  change(event);
  return refusal_of(event);
}

TEST(Gate, events_that_the_contract_names_pass) {
  EXPECT_EQ(refusal_of(page_started()), "");
  EXPECT_EQ(refusal_of(page_exited()), "");
  Event event = schema_2_event();
  event.user_id = "";
  EXPECT_EQ(refusal_of(event), "");
}

TEST(Gate, what_the_contract_does_not_name_is_refused) {
  EXPECT_EQ(refusal_after(page_exited(), [](Event& e) { e.schema_version = 3; }),
            "schemaVersion: not in the contract");
  EXPECT_EQ(refusal_after(page_exited(), [](Event& e) { e.command = "werf converge secret"; }),
            "command: not in the contract");
  EXPECT_EQ(refusal_after(page_exited(), [](Event& e) { e.command = "werf version"; }),
            "command: is one that the contract ignores");
  EXPECT_EQ(refusal_after(page_exited(), [](Event& e) { e.event_type = "Login"; }),
            "eventType: not in the contract");
  EXPECT_EQ(refusal_after(page_exited(), [](Event& e) { e.attributes.push_back({"user", "me"}); }),
            "attributes: has a field that is not in the contract");
  EXPECT_EQ(refusal_after(page_exited(), [](Event& e) { e.data.push_back({"argv", "-x"}); }),
            "eventData: has a field that is not in the contract");
}

TEST(Gate, commands_to_come_are_let_in_as_far_as_their_pattern_goes) {
  const auto with_command = [](const char* command) {
    return refusal_after(page_exited(), [&](Event& e) { e.command = command; });
  };
  EXPECT_EQ(with_command("werf abcde"), "");
  EXPECT_EQ(with_command("werf abcdef"), "command: not in the contract");
  EXPECT_EQ(with_command("werf Abc"), "command: not in the contract");
  EXPECT_EQ(with_command("werf"), "command: not in the contract");
}

TEST(Gate, a_field_that_stands_twice_is_refused) {
  EXPECT_EQ(refusal_after(page_exited(), [](Event& e) { e.data.push_back(e.data.front()); }),
            "exitCode: stands twice");
}

TEST(Gate, an_event_of_a_later_schema_is_refused_in_an_earlier_one) {
  EXPECT_EQ(refusal_after(page_exited(),
                          [](Event& e) {
                            e.event_type = "BuildStarted";
                            e.data.clear();
                          }),
            "eventType: not in the contract");
}

TEST(Gate, a_field_of_a_later_schema_is_refused_in_an_earlier_one) {
  EXPECT_EQ(refusal_after(page_exited(), [](Event& e) { e.attributes.push_back({"ci", true}); }),
            "attributes: has a field that is not in the contract");
}

TEST(Gate, a_required_field_that_is_missing_is_refused) {
  EXPECT_EQ(refusal_after(page_exited(), [](Event& e) { e.data.pop_back(); }),
            "durationMs: is missing");
  EXPECT_EQ(refusal_after(page_exited(), [](Event& e) { e.attributes.clear(); }),
            "arch: is missing");
  EXPECT_EQ(refusal_after(page_started(), [](Event& e) { e.data.clear(); }), "");
}

TEST(Gate, ids_are_empty_or_hashes) {
  const auto with_project = [](std::string id) {
    return refusal_after(page_exited(), [&](Event& e) { e.project_id = std::move(id); });
  };
  const std::string rule = "projectID: must be empty or a SHA-256 in hex";
  EXPECT_EQ(with_project(""), "");
  EXPECT_EQ(with_project(std::string(64, 'a')), "");
  EXPECT_EQ(with_project(std::string(63, 'a')), rule);
  EXPECT_EQ(with_project(std::string(65, 'a')), rule);
  EXPECT_EQ(with_project(std::string(64, 'A')), rule);
  EXPECT_EQ(with_project("git@github.com:werf/werf.git"), rule);
  EXPECT_EQ(refusal_of(schema_2_event()), "userID: must be empty or a SHA-256 in hex");
  Contract without_ids = werf();
  without_ids.project_id.reset();
  EXPECT_EQ(check(without_ids, page_exited()), (Refusal{"projectID", "not in the contract"}));
}

TEST(Gate, options_must_be_the_contracts_own_each_once) {
  const auto with_options = [](OptionList options) {
    return refusal_after(page_started(), [&](Event& e) { e.data = {{"commandOptions", options}}; });
  };
  EXPECT_EQ(with_options({{.name = "repo"}, {.name = "dev"}}), "");
  EXPECT_EQ(with_options({{.name = "password"}}),
            "commandOptions: names an option that is not in the contract");
  EXPECT_EQ(with_options({{.name = "repo"}, {.name = "repo"}}),
            "commandOptions: names an option twice");
  EXPECT_EQ(with_options({{.name = "repo", .count = 1'000'000}}), "");
  EXPECT_EQ(with_options({{.name = "repo", .count = 1'000'001}}),
            "commandOptions: has a count out of range");
}

TEST(Gate, numbers_are_let_in_up_to_their_borders) {
  const auto with_exit = [](std::int64_t code, std::int64_t duration_ms) {
    return refusal_after(page_exited(), [&](Event& e) {
      e.data = {{"exitCode", code}, {"durationMs", duration_ms}};
    });
  };
  EXPECT_EQ(with_exit(kExitCodeMax, kDurationMsMax), "");
  EXPECT_EQ(with_exit(0, 0), "");
  EXPECT_EQ(with_exit(kExitCodeMax + 1, 0), "exitCode: must be an exit code");
  EXPECT_EQ(with_exit(-1, 0), "exitCode: must be an exit code");
  EXPECT_EQ(with_exit(0, kDurationMsMax + 1), "durationMs: must be a duration in milliseconds");
  EXPECT_EQ(with_exit(0, -1), "durationMs: must be a duration in milliseconds");

  FieldSpec range = field("images", FieldType::kInteger);
  range.min = 2;
  range.max = 4;
  for (const std::int64_t inside : {2, 4}) EXPECT_TRUE(fits(werf(), range, inside));
  for (const std::int64_t outside : {1, 5}) EXPECT_FALSE(fits(werf(), range, outside));
}

TEST(Gate, versions_are_numbers_and_words_of_a_closed_alphabet) {
  const FieldSpec spec = field("version", FieldType::kVersion);
  for (const char* version : {"1", "2.39.5", "v1.2.3-rc.1+build.5", "dev", "unknown"}) {
    EXPECT_TRUE(fits(werf(), spec, std::string(version))) << version;
  }
  for (const char* version : {"", "v", "vdev", "main", "1.0 beta", "1/home", "1@b", "1_0"}) {
    EXPECT_FALSE(fits(werf(), spec, std::string(version))) << version;
  }
  EXPECT_TRUE(fits(werf(), spec, std::string(64, '1')));
  EXPECT_FALSE(fits(werf(), spec, std::string(65, '1')));
}

TEST(Gate, a_value_of_another_type_is_refused) {
  for (const FieldType type :
       {FieldType::kBoolean, FieldType::kInteger, FieldType::kDurationMs, FieldType::kExitCode,
        FieldType::kOptions, FieldType::kEnum, FieldType::kVersion, FieldType::kUuid,
        FieldType::kSha256, FieldType::kPattern, FieldType::kMap}) {
    EXPECT_FALSE(fits(werf(), field("f", type), std::string("text"))) << static_cast<int>(type);
  }
  EXPECT_FALSE(fits(werf(), field("f", FieldType::kText), true));
}

TEST(Gate, what_is_discarded_is_accepted_and_taken_out) {
  Event event = schema_2_event();
  event.user_id = "";
  ASSERT_NE(find_field<StringMap>(event.attributes, "extra"), nullptr);
  ASSERT_EQ(refusal_of(event), "");
  event.user_id = std::string(64, 'a');
  discard(werf(), event, kThenMs);
  EXPECT_EQ(event.user_id, "");
  EXPECT_EQ(find_field<StringMap>(event.attributes, "extra"), nullptr);
  EXPECT_EQ(refusal_of(event), "") << "what is left still passes";
  EXPECT_NE(find_field<OptionList>(event.data, "commandOptions"), nullptr);
}

TEST(Gate, a_field_is_recorded_up_to_the_end_of_its_last_day) {
  Event event = page_exited();
  event.attributes.push_back({"shell", std::string("bash")});
  ASSERT_EQ(refusal_of(event), "");
  constexpr std::int64_t kEndOfLastDayMs = 1659312000000;  // 2022-08-01T00:00:00Z
  discard(werf(), event, kEndOfLastDayMs - 1);
  EXPECT_NE(find_field<std::string>(event.attributes, "shell"), nullptr);
  discard(werf(), event, kEndOfLastDayMs);
  EXPECT_EQ(find_field<std::string>(event.attributes, "shell"), nullptr);
  EXPECT_EQ(refusal_of(event), "") << "what is left still passes";
}

}  // namespace
}  // namespace overt
