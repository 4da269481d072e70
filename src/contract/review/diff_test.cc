#include "contract/review/diff.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "contract/test_contract.h"

namespace overt {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::string_view kOld = R"(app = "tool"
env_prefix = "TOOL"
endpoint = "https://old.example.com/"
span_name = "old.example.com"
schema_versions = [1]
default = "local"
commands = ["tool", "tool build"]
ignored_commands = ["tool help"]
options = [{ name = "force", spellings = ["--force"], env = "TOOL_FORCE" }]
[[attribute]]
name = "channel"
type = "enum"
values = ["beta", "stable"]
env = "TOOL_CHANNEL"
since_schema = 2
optional = true
expires = 2027-06-30
why.en = "Which channels are used."
[[event]]
type = "Built"
since_schema = 2
[[event.fields]]
name = "images"
type = "integer"
min = 1
max = 9
why.en = "How large builds are."
[[event.fields]]
name = "kind"
type = "pattern"
pattern = "[a-c]{1,3}"
characters_max = 3
why.en = "Which kinds are built."
[[event.fields]]
name = "id"
type = "uuid"
discard = true
why.en = "Part of the schema."
)";

std::string with(std::string_view from, std::string_view to) {
  std::string changed(kOld);
  const auto position = changed.find(from);
  EXPECT_NE(position, std::string::npos) << from;
  return changed.replace(position, from.size(), to);
}

// Each change as it is printed.
std::vector<std::string> between(std::string_view old, std::string_view now) {
  const LoadedContract before = testing::contract_from(old);
  const LoadedContract after = testing::contract_from(now);
  std::vector<std::string> lines;
  for (const ContractChange& change : diff(*before, *after)) {
    lines.push_back((change.is_new ? "+ " : "- ") + change.text);
  }
  return lines;
}

// One change there, and the same back.
struct ThereAndBack {
  std::vector<std::string> there;
  std::vector<std::string> back;
};
ThereAndBack change(std::string_view from, std::string_view to) {
  const std::string changed = with(from, to);
  return {.there = between(kOld, changed), .back = between(changed, kOld)};
}

TEST(ContractDiff, the_same_contract_has_no_changes) {
  EXPECT_THAT(between(kOld, kOld), IsEmpty());
}

TEST(ContractDiff, other_words_for_people_are_no_change) {
  EXPECT_THAT(change("How large builds are.", "How big they are.").there, IsEmpty());
}

TEST(ContractDiff, a_field_comes_and_goes_with_its_reason) {
  const auto [there, back] = change("[[event.fields]]\nname = \"kind\"",
                                    "[[event.fields]]\nname = \"layers\"\ntype = \"integer\"\n"
                                    "min = 0\nmax = 100\nwhy.en = \"How deep.\"\n"
                                    "[[event.fields]]\nname = \"kind\"");
  EXPECT_THAT(there, ElementsAre("+ event Built: field layers, a whole number from 0 to 100 "
                                 "(\"How deep.\")"));
  EXPECT_THAT(back, ElementsAre("- no longer: event Built: field layers, a whole number from 0 to "
                                "100"));
}

TEST(ContractDiff, an_event_comes_with_its_fields_and_goes_with_them) {
  const std::string more =
      std::string(kOld) +
      "[[event]]\ntype = \"Failed\"\nwhy.en = \"Why builds fail.\"\n"
      "fields = [{ name = \"exitCode\", type = \"exit_code\", why.en = \"How it failed.\" },\n"
      "  { name = \"message\", type = \"text\", discard = true, why.en = \"In the schema.\" }]\n";
  EXPECT_THAT(between(kOld, more),
              ElementsAre("+ event Failed (\"Why builds fail.\")",
                          "+ event Failed: field exitCode, an exit code from 0 to 255 (\"How it "
                          "failed.\")"));
  EXPECT_THAT(between(more, kOld), ElementsAre("- no longer: event Failed with all its fields"));
}

TEST(ContractDiff, a_wider_range_is_new_and_a_narrower_one_is_less) {
  const auto [there, back] = change("max = 9", "max = 99");
  EXPECT_THAT(there, ElementsAre("+ event Built: field images, a whole number from 1 to 99, before "
                                 "a whole number from 1 to 9"));
  EXPECT_THAT(back, ElementsAre("- no longer: event Built: field images, a whole number from 1 to "
                                "99 (now: a whole number from 1 to 9)"));
}

TEST(ContractDiff, a_range_that_only_moves_is_new) {
  EXPECT_THAT(change("min = 1\nmax = 9", "min = 0\nmax = 8").there,
              ElementsAre("+ event Built: field images, a whole number from 0 to 8, before a whole "
                          "number from 1 to 9"));
}

TEST(ContractDiff, words_of_an_enum_come_and_go) {
  const auto [there, back] = change("\"beta\"", "\"alpha\", \"edge\"");
  EXPECT_THAT(there, ElementsAre("+ attribute channel, values \"alpha\", \"edge\"",
                                 "- no longer: attribute channel, value \"beta\""));
  EXPECT_THAT(back, ElementsAre("+ attribute channel, value \"beta\"",
                                "- no longer: attribute channel, values \"alpha\", \"edge\""));
}

TEST(ContractDiff, another_pattern_is_new_in_both_directions) {
  const auto [there, back] = change("[a-c]{1,3}", "[a-b]{1,3}");
  EXPECT_THAT(there, ElementsAre("+ event Built: field kind, a text of at most 3 characters that "
                                 "matches [a-b]{1,3}, before a text of at most 3 characters that "
                                 "matches [a-c]{1,3}"));
  EXPECT_EQ(back.size(), 1U);
  EXPECT_EQ(back[0].front(), '+');
}

TEST(ContractDiff, more_characters_are_new_and_fewer_are_less) {
  const auto [there, back] = change("characters_max = 3", "characters_max = 4");
  ASSERT_EQ(there.size(), 1U);
  EXPECT_EQ(there[0].front(), '+');
  ASSERT_EQ(back.size(), 1U);
  EXPECT_EQ(back[0].front(), '-');
}

TEST(ContractDiff, another_type_is_new) {
  EXPECT_THAT(change("type = \"integer\"\nmin = 1\nmax = 9", "type = \"duration_ms\"").there,
              ElementsAre("+ event Built: field images, a duration in milliseconds, before a whole "
                          "number from 1 to 9"));
}

TEST(ContractDiff, what_is_no_longer_discarded_is_new) {
  const auto [there, back] = change("discard = true\n", "");
  EXPECT_THAT(there, ElementsAre("+ event Built: field id, an id of 32 hexadecimal digits (UUID), "
                                 "which was discarded before (\"Part of the schema.\")"));
  EXPECT_THAT(back,
              ElementsAre("- no longer: event Built: field id, an id of 32 hexadecimal digits "
                          "(UUID)"));
  EXPECT_THAT(change("\"uuid\"", "\"sha256\"").there, IsEmpty()) << "discarded before and after";
}

TEST(ContractDiff, a_last_day_that_moves) {
  const auto later = change("2027-06-30", "2027-07-01");
  EXPECT_THAT(later.there, ElementsAre("+ attribute channel until 2027-07-01, before until "
                                       "2027-06-30"));
  EXPECT_THAT(later.back, ElementsAre("- no longer: attribute channel after 2027-06-30"));
  EXPECT_THAT(change("expires = 2027-06-30\n", "").there,
              ElementsAre("+ attribute channel without a last day, before until 2027-06-30"));
}

TEST(ContractDiff, required_or_optional_is_no_change) {
  EXPECT_THAT(change("max = 9", "max = 9\noptional = true").there, IsEmpty());
}

TEST(ContractDiff, an_older_schema_gets_it_too) {
  EXPECT_THAT(change("since_schema = 2\noptional", "since_schema = 1\noptional").there,
              ElementsAre("+ attribute channel in events of schema 1, too"));
  const auto [there, back] = change("\"Built\"\nsince_schema = 2", "\"Built\"");
  EXPECT_THAT(there, ElementsAre("+ event Built in events of schema 1, too"));
  EXPECT_THAT(back, ElementsAre("- no longer: event Built in events of schema 1"));
}

TEST(ContractDiff, another_variable_is_new) {
  EXPECT_THAT(change("\"TOOL_CHANNEL\"", "\"USER\"").there,
              ElementsAre("+ attribute channel, read from USER, before from TOOL_CHANNEL"));
  EXPECT_THAT(change("env = \"TOOL_CHANNEL\"\n", "").there,
              ElementsAre("+ attribute channel, read from what overt knows itself, before from "
                          "TOOL_CHANNEL"));
}

TEST(ContractDiff, commands_and_options_are_listed_up_to_a_number) {
  EXPECT_THAT(change("\"tool build\"", "\"tool build\", \"tool run\"").there,
              ElementsAre("+ command \"tool run\""));
  std::string many = "\"tool build\"";
  for (char c = 'a'; c < 'a' + 20; ++c) many += std::string(", \"tool ") + c + '"';
  EXPECT_THAT(change("\"tool build\"", many).there,
              ElementsAre("+ commands \"tool a\", \"tool b\", \"tool c\", \"tool d\", \"tool e\", "
                          "\"tool f\", \"tool g\", \"tool h\" and 12 more"));
  const auto [there, back] =
      change("options = [", "options = [{ name = \"quiet\", spellings = [\"-q\"] },\n  ");
  EXPECT_THAT(there, ElementsAre("+ option \"quiet\""));
  EXPECT_THAT(back, ElementsAre("- no longer: option \"quiet\""));
}

TEST(ContractDiff, an_option_may_be_given_in_new_ways) {
  const auto [there, back] = change("[\"--force\"]", "[\"--force\", \"-f\"]");
  EXPECT_THAT(there, ElementsAre("+ option \"force\" where it is given as \"-f\""));
  EXPECT_THAT(back, ElementsAre("- no longer: option \"force\" where it is given as \"-f\""));
  EXPECT_THAT(change("\"TOOL_FORCE\"", "\"TOOL_F\"").there,
              ElementsAre("+ option \"force\" where TOOL_F sets it",
                          "- no longer: option \"force\" where TOOL_FORCE sets it"));
}

TEST(ContractDiff, a_command_that_was_ignored_is_new_once) {
  EXPECT_THAT(change("\"tool build\"]\nignored_commands = [\"tool help\"]",
                     "\"tool build\", \"tool help\"]")
                  .there,
              ElementsAre("+ command that recorded nothing before, \"tool help\""));
  const auto [there, back] = change("ignored_commands = [\"tool help\"]\n", "");
  EXPECT_THAT(there, ElementsAre("+ command that recorded nothing before, \"tool help\""));
  EXPECT_THAT(back, ElementsAre("- no longer: command that records nothing now, \"tool help\""));
}

TEST(ContractDiff, ids_and_commands_to_come_are_fields_like_others) {
  EXPECT_THAT(
      change("[[attribute]]", "[project_id]\nwhy.en = \"Which projects.\"\n[[attribute]]").there,
      ElementsAre("+ project_id, a hash of 64 hexadecimal digits (SHA-256) (\"Which "
                  "projects.\")"));
  EXPECT_THAT(change("[[attribute]]",
                     "[user_id]\ndiscard = true\nwhy.en = \"Schema.\"\n"
                     "[[attribute]]")
                  .there,
              IsEmpty());
  EXPECT_THAT(change("[[attribute]]",
                     "[commands_to_come]\npattern = \"tool [a-z]{1,5}\"\n"
                     "characters_max = 10\nwhy.en = \"New ones.\"\n"
                     "[[attribute]]")
                  .there,
              ElementsAre("+ commands_to_come, a text of at most 10 characters that matches tool "
                          "[a-z]{1,5} (\"New ones.\")"));
}

TEST(ContractDiff, consent_that_asks_less_is_new) {
  EXPECT_THAT(change("\"local\"", "\"on\"").there,
              ElementsAre("+ consent \"on\" where nobody chose, before \"local\""));
  const auto [there, back] = change("\"local\"", "\"off\"");
  EXPECT_THAT(there,
              ElementsAre("- no longer: consent \"local\" where nobody chose (now: \"off\")"));
  EXPECT_THAT(back, ElementsAre("+ consent \"local\" where nobody chose, before \"off\""));
}

TEST(ContractDiff, a_rule_for_ci_that_asks_less_is_new) {
  const auto [there, back] = change("\"local\"", "\"local\"\ndefault_in_ci = \"on\"");
  EXPECT_THAT(there, ElementsAre("+ consent \"on\" in CI where nobody chose, before \"local\""));
  EXPECT_THAT(back,
              ElementsAre("- no longer: consent \"on\" in CI where nobody chose (now: \"local\")"));
  EXPECT_THAT(change("\"local\"", "\"local\"\ndefault_in_ci = \"local\"").there, IsEmpty());
  EXPECT_THAT(change("\"local\"", "\"on\"\ndefault_in_ci = \"off\"").there,
              ElementsAre("+ consent \"on\" where nobody chose, before \"local\"",
                          "- no longer: consent \"local\" in CI where nobody chose (now: "
                          "\"off\")"));
}

TEST(ContractDiff, another_address_name_or_switch_is_new) {
  EXPECT_THAT(change("https://old", "https://new").there,
              ElementsAre("+ events go to https://new.example.com/ instead of "
                          "https://old.example.com/"));
  EXPECT_THAT(change("\"old.example.com\"", "\"new.example.com\"").there,
              ElementsAre("+ events are sent under the name new.example.com instead of "
                          "old.example.com"));
  EXPECT_THAT(change("\"TOOL\"", "\"NEW\"").there,
              ElementsAre("+ the switch is NEW_TELEMETRY: TOOL_TELEMETRY no longer turns anything "
                          "off"));
  EXPECT_THAT(change("app = \"tool\"", "app = \"new\"").there,
              ElementsAre("+ it is collected as new, not tool: a choice made for tool no longer "
                          "counts"));
  const auto [there, back] = change("[1]", "[1, 2]");
  EXPECT_THAT(there, ElementsAre("+ events of schema 2"));
  EXPECT_THAT(back, ElementsAre("- no longer: events of schema 2"));
}

TEST(ContractDiff, what_is_new_comes_first) {
  const std::string changed = with("\"tool build\"", "\"tool run\"");
  std::string also = changed;
  also.replace(also.find("max = 9"), 7, "max = 10");
  EXPECT_THAT(between(kOld, also),
              ElementsAre("+ command \"tool run\"",
                          "+ event Built: field images, a whole number from 1 to 10, before a "
                          "whole number from 1 to 9",
                          "- no longer: command \"tool build\""));
}

}  // namespace
}  // namespace overt
