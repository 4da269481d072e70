#include "contract/review/lint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "contract/review/field_risks.h"
#include "contract/test_contract.h"

namespace overt {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using Kind = LintFinding::Kind;

constexpr std::chrono::sys_days kToday = std::chrono::year(2026) / 6 / 15;

// Nothing is wrong with this one.
constexpr std::string_view kTail = R"(owner = "its makers"
commands = ["tool"]
[[event]]
type = "CommandExited"
why.en = "Which commands fail."
fields = [{ name = "exitCode", type = "exit_code", why.en = "Which commands fail." }]
)";

LoadedContract with_tail(const std::string& more) {
  return testing::contract_from(std::string(testing::kContractHead) + std::string(kTail) + more);
}

// What is found, each as its words; `more` are tables that follow a faultless contract.
std::vector<std::string> found_with(const std::string& more) {
  std::vector<std::string> found;
  const LoadedContract contract = with_tail(more);
  for (const LintFinding& finding : lint(*contract, kToday)) {
    EXPECT_FALSE(finding.to_do.empty()) << finding.what;
    found.push_back(finding.what);
  }
  return found;
}

std::string attribute(const std::string& keys) {
  return "[[attribute]]\nname = \"given\"\nwhy.en = \"What it is good for.\"\n" + keys + "\n";
}

std::vector<std::string> found_in_pattern(const std::string& pattern, int characters_max = 64) {
  return found_with(attribute("type = \"pattern\"\npattern = '" + pattern +
                              "'\ncharacters_max = " + std::to_string(characters_max)));
}

std::vector<std::string> found_in_attribute(const std::string& keys) {
  return found_with(attribute(keys));
}

TEST(Lint, a_contract_without_fault_has_no_finding) { EXPECT_THAT(found_with(""), IsEmpty()); }

TEST(Lint, a_pattern_that_closes_is_no_finding) {
  for (const char* pattern :
       {"stable|beta|(alpha|ea)-[0-9]{1,2}", "[0-9]{1,3}(\\.[0-9]{1,3}){2}", "tool [a-z]{2,5}",
        "(linux|darwin)-(amd64|arm64)", "[a-f0-9]{7,10}", "20[0-9]{2}-[01][0-9]-[0-3][0-9]"}) {
    EXPECT_THAT(found_in_pattern(pattern), IsEmpty()) << pattern;
  }
}

TEST(Lint, a_pattern_that_can_carry_a_path_is_found) {
  for (const char* pattern : {"[a-c/]{1,5}", "a(~|b)", "C:\\\\[a-c]", "linux/(amd64|arm64)"}) {
    EXPECT_THAT(found_in_pattern(pattern),
                ElementsAre(HasSubstr("attribute given could carry a path or a URL")))
        << pattern;
  }
}

TEST(Lint, a_pattern_that_can_carry_an_address_is_found) {
  EXPECT_THAT(found_in_pattern("[a-c@]{1,5}"),
              ElementsAre(HasSubstr("could carry an e-mail address")));
  EXPECT_THAT(found_in_pattern("runner-[0-9.]{1,15}"),
              ElementsAre(HasSubstr("could carry a network address")));
  EXPECT_THAT(found_in_pattern("([0-9a-f]{2}:){4}[0-9a-f]{2}"),
              ElementsAre(HasSubstr("could carry a network address")));
  EXPECT_THAT(found_in_pattern("[0-9.]{1,15}", 6), IsEmpty()) << "seven characters make one";
}

TEST(Lint, a_pattern_that_can_spell_a_name_is_found) {
  EXPECT_THAT(found_in_pattern("tool [a-z]{2,6}"),
              ElementsAre(HasSubstr("could spell a name or any other word: its pattern leaves 6")));
  EXPECT_THAT(found_in_pattern("[A-Z][a-z]{5}"), ElementsAre(HasSubstr("could spell a name")));
  EXPECT_THAT(found_in_pattern("[a-gi-z][a-z0-9\\-]{1,8}"),
              ElementsAre(HasSubstr("could spell a name")));
}

TEST(Lint, a_pattern_that_can_carry_a_key_is_found) {
  EXPECT_THAT(found_in_pattern("[0-9a-f]{16}"),
              ElementsAre(HasSubstr("could carry an id, a hash or a key: its pattern leaves 16")));
  EXPECT_THAT(found_in_pattern("[0-9a-f]{15}"), IsEmpty());
  EXPECT_THAT(found_in_pattern("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
              ElementsAre(HasSubstr("its pattern leaves 32 letters and digits open")));
}

TEST(Lint, commands_to_come_are_looked_at_like_any_pattern) {
  EXPECT_THAT(found_with("[commands_to_come]\npattern = 'tool [a-z]{2,9}'\ncharacters_max = 14\n"
                         "why.en = \"Newer commands.\"\n"),
              ElementsAre(HasSubstr("commands_to_come could spell a name")));
}

TEST(Lint, an_id_is_found_unless_it_is_discarded) {
  for (const char* type : {"uuid", "sha256"}) {
    const std::string keys = "type = \"" + std::string(type) + '"';
    EXPECT_THAT(found_in_attribute(keys), ElementsAre(HasSubstr("attribute given is an id: ")));
    EXPECT_THAT(found_in_attribute(keys + "\ndiscard = true"), IsEmpty());
  }
  for (const char* name : {"project_id", "user_id"}) {
    const std::string table = '[' + std::string(name) + "]\nwhy.en = \"What is one's.\"\n";
    EXPECT_THAT(found_with(table), ElementsAre(HasSubstr(std::string(name) + " is an id: ")));
    EXPECT_THAT(found_with(table + "discard = true\n"), IsEmpty());
  }
}

TEST(Lint, words_that_look_like_a_path_or_an_address_are_found) {
  EXPECT_THAT(
      found_in_attribute("type = \"enum\"\nvalues = [\"a-b\", \"/etc\", \"a@b\", \"10.0.0.1\"]"),
      ElementsAre(HasSubstr("a value that looks like a path or a URL: \"/etc\""),
                  HasSubstr("a value that looks like a network address: \"10.0.0.1\""),
                  HasSubstr("a value that looks like an e-mail address: \"a@b\"")));
  const LoadedContract contract = testing::contract_from(
      std::string(testing::kContractHead) +
      "options = [{ name = \"me@home\", spellings = [\"-m\"] }]\n"
      "ignored_commands = [\"tool /ignored\"]\n" +
      std::string(kTail).replace(kTail.find("\"tool\""), 6, "\"tool\", \"tool ~/x\""));
  const auto found = lint(*contract, kToday);
  ASSERT_THAT(found, SizeIs(2));
  EXPECT_EQ(found[0].what, "command \"tool ~/x\" looks like a path or a URL");
  EXPECT_EQ(found[0].place.line, 0);
  EXPECT_EQ(found[1].what, "option \"me@home\" looks like an e-mail address");
  EXPECT_EQ(found[1].place.line, 7);
}

TEST(Lint, an_integer_of_enormous_range_is_found) {
  EXPECT_THAT(found_in_attribute("type = \"integer\"\nmin = 0\nmax = 1_099_511_627_776"),
              IsEmpty());
  EXPECT_THAT(found_in_attribute("type = \"integer\"\nmin = -1\nmax = 1_099_511_627_776"),
              ElementsAre(HasSubstr("its range has more than 2^40 numbers")));
  EXPECT_THAT(found_in_attribute("type = \"integer\"\nmin = -9223372036854775808\n"
                                 "max = 9223372036854775807"),
              ElementsAre(HasSubstr("its range has more than 2^40 numbers")));
}

TEST(Lint, a_variable_whose_name_tells_is_found) {
  EXPECT_THAT(
      found_in_attribute("type = \"version\"\nenv = \"CI_JOB_TOKEN\""),
      ElementsAre(HasSubstr("is read from CI_JOB_TOKEN, which by its name holds a secret")));
  for (const char* name : {"USER", "HOME", "HOSTNAME", "GOPATH", "MY_APIKEY", "GIT_EMAIL_OF_ME"}) {
    EXPECT_TRUE(is_telling_variable(name)) << name;
  }
  for (const char* name :
       {"", "TOOL_CHANNEL", "TRDL_USE_WERF_GROUP_CHANNEL", "KEYBOARD", "USERS_"}) {
    EXPECT_FALSE(is_telling_variable(name)) << name;
  }
}

TEST(Lint, what_the_makers_answered_is_accepted) {
  const LoadedContract contract =
      with_tail(attribute("type = \"uuid\"\naccepted_risk.en = \"It is new each day.\""));
  const auto found = lint(*contract, kToday);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].accepted, "It is new each day.");
  EXPECT_FALSE(found[0].is_open());
}

TEST(Lint, an_accepted_risk_excuses_no_missing_reason_and_no_last_day) {
  const LoadedContract contract = with_tail(
      "[[attribute]]\nname = \"given\"\nwhy.en = \"Given\"\ntype = \"boolean\"\noptional = true\n"
      "expires = 2026-06-14\naccepted_risk.en = \"None at all.\"\n");
  const auto found = lint(*contract, kToday);
  ASSERT_THAT(found, SizeIs(2));
  EXPECT_TRUE(std::ranges::all_of(found, &LintFinding::is_open));
}

TEST(Lint, a_last_day_that_is_over_or_near_is_found) {
  const auto found_on = [](const std::string& day) {
    return found_in_attribute("type = \"boolean\"\noptional = true\nexpires = " + day);
  };
  EXPECT_THAT(found_on("2026-06-14"),
              ElementsAre("attribute given expired: 2026-06-14 was its last day"));
  EXPECT_THAT(found_on("2026-06-15"),
              ElementsAre("attribute given expires soon: 2026-06-15 is its last day"));
  EXPECT_THAT(found_on("2026-07-15"), ElementsAre(HasSubstr("expires soon")));
  EXPECT_THAT(found_on("2026-07-16"), IsEmpty());
}

TEST(Lint, a_reason_that_gives_none_is_found) {
  const auto found_for = [](const std::string& why) {
    return found_with(
        "[[attribute]]\nname = \"containerBackend\"\ntype = \"boolean\"\nwhy.en = \"" + why +
        "\"\n");
  };
  EXPECT_THAT(found_for("Container backend."),
              ElementsAre("attribute containerBackend gives no reason: \"Container backend.\""));
  EXPECT_THAT(found_for("It helps."), ElementsAre(HasSubstr("gives no reason")));
  EXPECT_THAT(found_for("It helps us"), IsEmpty());
}

TEST(Lint, an_event_that_does_not_say_why_is_found) {
  EXPECT_THAT(found_with("[[event]]\ntype = \"Started\"\n"),
              ElementsAre("event Started does not say why it is collected"));
}

TEST(Lint, fields_for_which_nobody_answers_are_one_finding) {
  const std::string without =
      std::string(testing::kContractHead) + std::string(kTail.substr(kTail.find('\n') + 1));
  const std::string owned = attribute("type = \"boolean\"\nowner = \"its makers\"");
  const auto one = lint(*testing::contract_from(without + owned), kToday);
  ASSERT_THAT(one, SizeIs(1));
  EXPECT_EQ(one[0].what, "nobody answers for field exitCode of event CommandExited");
  const auto two = lint(*testing::contract_from(without + attribute("type = \"boolean\"")), kToday);
  ASSERT_THAT(two, SizeIs(1));
  EXPECT_EQ(two[0].what, "nobody answers for field exitCode of event CommandExited and 1 more");
  EXPECT_EQ(two[0].place.line, 11) << "the first in the file";
}

TEST(Lint, an_endpoint_that_others_can_read_along_is_found) {
  const auto found_at = [](std::string_view url) {
    std::string toml = std::string(testing::kContractHead) + std::string(kTail);
    constexpr std::string_view kUrl = "https://telemetry.example.com/v1/traces";
    toml.replace(toml.find(kUrl), kUrl.size(), url);
    return lint(*testing::contract_from(toml), kToday).size();
  };
  for (const char* url : {"http://127.0.0.1:4318/v1/traces", "http://localhost/v1",
                          "http://[::1]:1/", "https://example.com/", "http://127.1.2.3"}) {
    EXPECT_EQ(found_at(url), 0U) << url;
  }
  for (const char* url : {"http://example.com/", "http://127.0.0.1.example.com/", "http://10.0.0.1",
                          "http://localhost@example.com/", "http://[::2]/", "http://"}) {
    EXPECT_EQ(found_at(url), 1U) << url;
  }
}

TEST(Lint, a_text_without_russian_is_noted_where_others_have_it) {
  const LoadedContract contract = with_tail(
      attribute("type = \"boolean\"\nwhy.ru = \"Зачем это нужно.\"\naccepted_risk.en = \"None.\""));
  const auto found = lint(*contract, kToday);
  std::vector<std::string> whats;
  for (const LintFinding& finding : found) {
    EXPECT_EQ(finding.kind, Kind::kNote);
    EXPECT_FALSE(finding.is_open());
    whats.push_back(finding.what);
  }
  EXPECT_THAT(whats,
              ElementsAre("event CommandExited has no why.ru, other texts have Russian",
                          "field exitCode of event CommandExited has no why.ru, other texts have "
                          "Russian",
                          "attribute given has no accepted_risk.ru, other texts have Russian"));
}

TEST(Lint, findings_stand_in_the_order_of_the_file) {
  const LoadedContract contract =
      with_tail("[[event]]\ntype = \"Started\"\n" + attribute("type = \"uuid\""));
  const auto found = lint(*contract, kToday);
  ASSERT_THAT(found, SizeIs(2));
  EXPECT_THAT(found[0].what, HasSubstr("event Started"));
  EXPECT_LT(found[0].place.line, found[1].place.line);
}

}  // namespace
}  // namespace overt
