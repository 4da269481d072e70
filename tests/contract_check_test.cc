// What a tool's makers see of their contract: its mistakes, its risks, and what a change collects.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "base/temporary_directory.h"
#include "support/process.h"

namespace overt::testing {
namespace {

using ::testing::ContainsRegex;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr std::string_view kGood = R"(app = "tool"
env_prefix = "TOOL"
endpoint = "https://telemetry.example.com/v1/traces"
span_name = "telemetry.example.com"
schema_versions = [1]
default = "off"
owner = "its makers"
commands = ["tool"]
[[event]]
type = "CommandExited"
why.en = "Which commands fail."
fields = [{ name = "exitCode", type = "exit_code", why.en = "Which commands fail." }]
)";

constexpr std::string_view kRisky = R"(
[[attribute]]
name = "job"
type = "uuid"
why.en = "Which runs are one job's."
)";

class ContractCheck : public ::testing::Test {
 protected:
  Outcome contract(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {OVERT_PROGRAM, "contract"});
    return run_program(Program{.argv = std::move(arguments), .directory = directory_.path()});
  }

  void write(const std::string& name, std::string_view text) const {
    std::ofstream(directory_.file(name)) << text;
  }

  TemporaryDirectory directory_;
};

TEST_F(ContractCheck, the_contracts_of_this_house_have_no_findings) {
  for (const char* name : {"git", "werf"}) {
    const Outcome outcome =
        contract({"check", std::string(OVERT_CONTRACTS) + '/' + name + ".toml"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.out;
    EXPECT_THAT(outcome.out, ContainsRegex("0 errors, 0 findings, [1-9] accepted\n"));
    EXPECT_THAT(outcome.out,
                ContainsRegex("toml:[0-9]+:1: accepted: project_id .*; answer: A sta"));
    EXPECT_THAT(outcome.out, Not(HasSubstr("note: "))) << "every text has its Russian";
  }
}

TEST_F(ContractCheck, a_good_contract_is_one_line) {
  write("good.toml", kGood);
  const Outcome outcome = contract({"check", "good.toml"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_EQ(outcome.out,
            "good.toml: 0 attributes, 1 event, 1 command, 0 options; 0 errors, 0 findings, 0 "
            "accepted\n");
  EXPECT_EQ(outcome.err, "");
}

TEST_F(ContractCheck, a_risk_is_a_finding_until_it_is_answered) {
  write("risky.toml", std::string(kGood) + std::string(kRisky));
  const Outcome open = contract({"check", "risky.toml"});
  EXPECT_EQ(open.exit_code, 1);
  EXPECT_THAT(open.out, StartsWith("risky.toml:14:1: privacy: attribute job is an id: "));
  EXPECT_THAT(open.out, HasSubstr("; try: leave it out, add discard = true, or answer in "));
  EXPECT_THAT(open.out, EndsWith("; 0 errors, 1 finding, 0 accepted\n"));

  write("risky.toml", std::string(kGood) + std::string(kRisky) +
                          "accepted_risk.en = \"A job lives for an hour.\"\n");
  const Outcome answered = contract({"check", "risky.toml"});
  EXPECT_EQ(answered.exit_code, 0);
  EXPECT_THAT(answered.out, StartsWith("risky.toml:14:1: accepted: attribute job is an id: "));
  EXPECT_THAT(answered.out, HasSubstr("; answer: A job lives for an hour.\n"));
  EXPECT_THAT(answered.out, EndsWith("; 0 errors, 0 findings, 1 accepted\n"));
}

TEST_F(ContractCheck, a_note_does_not_fail) {
  write("note.toml",
        "purpose = { en = \"To improve it.\", ru = \"Чтобы улучшать.\" }\n" + std::string(kGood));
  const Outcome outcome = contract({"check", "note.toml"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.out, HasSubstr("note.toml:10:1: note: event CommandExited has no why.ru"));
  EXPECT_THAT(outcome.out, EndsWith("; 0 errors, 0 findings, 0 accepted, 2 notes\n"));
}

TEST_F(ContractCheck, all_errors_are_said_at_once_each_with_its_place) {
  std::string wrong(kGood);
  wrong.replace(wrong.find("\"tool\""), 6, "7");
  wrong.replace(wrong.find("\"off\""), 5, "\"maybe\"");
  write("wrong.toml", wrong + "[[attribute]]\nname = \"host\"\ntype = \"text\"\nwhy.en = \"x\"\n");
  const Outcome outcome = contract({"check", "wrong.toml"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.out, HasSubstr("wrong.toml:1:7: error: app: must be a text in quotes\n"));
  EXPECT_THAT(outcome.out,
              HasSubstr("wrong.toml:6:11: error: default: must be one of on, off, local\n"));
  EXPECT_THAT(outcome.out, HasSubstr("wrong.toml:15:8: error: type: text and map close nothing"));
  EXPECT_THAT(outcome.out, ContainsRegex("wrong.toml: [0-9]+ errors\n$"));
}

TEST_F(ContractCheck, what_is_no_toml_is_one_error_with_line_and_column) {
  write("broken.toml", "app = \"tool\"\nenv_prefix = [1,\nx\n");
  const Outcome outcome = contract({"check", "broken.toml"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.out,
              ContainsRegex("^broken.toml:3:1: error: [^\n]+\nbroken.toml: 1 error\n$"));
}

TEST_F(ContractCheck, an_empty_file_lacks_each_required_key_once) {
  write("empty.toml", "");
  const Outcome outcome = contract({"check", "empty.toml"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.out,
              HasSubstr("empty.toml:1:1: error: app: is missing from this contract\n"));
  EXPECT_THAT(outcome.out, HasSubstr("empty.toml: 8 errors\n"));
}

TEST_F(ContractCheck, a_file_that_cannot_be_read_is_said_and_the_others_are_checked) {
  write("good.toml", kGood);
  const Outcome outcome = contract({"check", "missing.toml", ".", "good.toml"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_EQ(outcome.err,
            "overt: cannot read missing.toml: No such file or directory\n"
            "overt: cannot read .: not a regular file\n");
  EXPECT_THAT(outcome.out, StartsWith("good.toml: 0 attributes"));
}

TEST_F(ContractCheck, the_worst_of_several_files_decides) {
  write("good.toml", kGood);
  write("risky.toml", std::string(kGood) + std::string(kRisky));
  write("wrong.toml", "");
  EXPECT_EQ(contract({"check", "risky.toml", "good.toml"}).exit_code, 1);
  EXPECT_EQ(contract({"check", "wrong.toml", "risky.toml", "good.toml"}).exit_code, 2);
}

TEST_F(ContractCheck, a_contract_cannot_speak_to_the_terminal) {
  // An error quotes the value, in the list of errors and as the one line of any other command.
  write("colour.toml", std::string(kGood) +
                           "[[attribute]]\nname = \"os\"\ntype = \"enum\"\n"
                           "values = [\"/\\u001B[31m\", \"/\\u001B[31m\"]\n"
                           "why.en = \"Where it runs.\"\n");
  const Outcome checked = contract({"check", "colour.toml"});
  EXPECT_EQ(checked.exit_code, 2);
  EXPECT_THAT(checked.out, HasSubstr("holds \"/?[31m\" twice"));
  const Outcome made = contract({"header", "colour.toml"});
  EXPECT_EQ(made.exit_code, 2);
  EXPECT_EQ(made.err.find('\x1B'), std::string::npos) << made.err;
}

TEST_F(ContractCheck, without_a_file_the_help_is_named) {
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"check"}, {"diff"}, {"diff", "one.toml"}}) {
    const Outcome outcome = contract(arguments);
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_THAT(outcome.err, ::testing::MatchesRegex("overt: [^\n]+ is required [^\n]+\n"));
  }
  EXPECT_THAT(contract({"check", "--help"}).out, HasSubstr("Example: overt contract check "));
  EXPECT_THAT(contract({"diff", "--help"}).out, HasSubstr("Example: git show "));
}

TEST_F(ContractCheck, the_same_contract_collects_nothing_new) {
  write("good.toml", kGood);
  const Outcome outcome = contract({"diff", "good.toml", "good.toml"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_EQ(outcome.out, "Nothing new would be collected.\n");
}

TEST_F(ContractCheck, what_a_change_newly_collects_is_said_and_fails) {
  write("old.toml", kGood);
  write("new.toml", std::string(kGood) + std::string(kRisky));
  const Outcome more = contract({"diff", "old.toml", "new.toml"});
  EXPECT_EQ(more.exit_code, 1);
  EXPECT_EQ(more.out,
            "+ attribute job, an id of 32 hexadecimal digits (UUID) (\"Which runs are one "
            "job's.\")\n\n"
            "1 thing would newly be collected; people should be told before.\n");
  const Outcome less = contract({"diff", "new.toml", "old.toml"});
  EXPECT_EQ(less.exit_code, 0);
  EXPECT_EQ(less.out,
            "- no longer: attribute job, an id of 32 hexadecimal digits (UUID)\n\n"
            "Nothing new would be collected.\n");
}

TEST_F(ContractCheck, what_is_no_contract_has_no_difference) {
  write("good.toml", kGood);
  write("wrong.toml", "app = 7");
  const Outcome missing = contract({"diff", "missing.toml", "good.toml"});
  EXPECT_EQ(missing.exit_code, 2);
  EXPECT_EQ(missing.err, "overt: cannot read missing.toml: No such file or directory\n");
  const Outcome wrong = contract({"diff", "good.toml", "wrong.toml"});
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_THAT(wrong.err, StartsWith("overt: wrong.toml:1:"));
}

}  // namespace
}  // namespace overt::testing
