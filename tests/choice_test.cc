// What a user sees and decides: on, off, status, log.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "support/probe.h"
#include "support/process.h"

namespace overt::testing {
namespace {

using ::testing::HasSubstr;

class Choice : public ::testing::Test {
 protected:
  Outcome overt(const std::vector<std::string>& arguments) const {
    return run_program(probe_.overt(arguments));
  }

  Probe probe_;
  std::string file_ = probe_.home + "/.config/overt/probe/consent";
};

TEST_F(Choice, off_works_although_nothing_is_there_and_makes_only_its_file) {
  const Outcome outcome = overt({"off", "--app", "probe"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_EQ(outcome.out, "Your choice for probe is kept: off (" + file_ +
                             ")\nNothing is recorded or sent from now on.\n");
  EXPECT_FALSE(std::filesystem::exists(probe_.home + "/.local"));
}

TEST_F(Choice, after_off_nothing_is_recorded_and_after_on_it_is) {
  ASSERT_EQ(overt({"off", "--contract", probe_.contract}).exit_code, 0);
  EXPECT_EQ(run_program(probe_.exec({"true"})).exit_code, 0);
  EXPECT_EQ(probe_.log(), "");
  ASSERT_EQ(overt({"on", "--app", "probe"}).exit_code, 0);
  probe_.environment.push_back("PROBE_TELEMETRY_LOG_FILE=/dev/null");
  EXPECT_EQ(run_program(probe_.exec({"true"})).exit_code, 0);
  EXPECT_NE(probe_.log(), "");
}

TEST_F(Choice, a_choice_names_one_tool_by_contract_or_by_name) {
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"off"},
        {"off", "--app", "../probe"},
        {"off", "--app", "Probe"},
        {"off", "--app", ""},
        {"off", "--app", "probe", "--contract", probe_.contract},
        {"off", "--contract", "missing.toml"}}) {
    const Outcome outcome = overt(arguments);
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_THAT(outcome.err, ::testing::MatchesRegex("overt: [^\n]+\n"));
  }
  EXPECT_FALSE(std::filesystem::exists(probe_.home));
}

TEST_F(Choice, a_home_that_cannot_be_written_is_said) {
  std::ofstream(probe_.home) << "a file";
  const Outcome outcome = overt({"off", "--app", "probe"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("cannot make the directory"));
}

TEST_F(Choice, status_names_who_decided_and_what_the_others_say) {
  ASSERT_EQ(overt({"off", "--app", "probe"}).exit_code, 0);
  const Outcome off = overt({"status", "--contract", probe_.contract});
  EXPECT_EQ(off.exit_code, 0);
  EXPECT_THAT(off.out, HasSubstr("Telemetry of probe is off"));
  EXPECT_THAT(off.out, HasSubstr("=> " + file_ + "  says off\n"));

  probe_.environment.push_back("PROBE_TELEMETRY=maybe");
  const Outcome variable = overt({"status", "--contract", probe_.contract});
  EXPECT_THAT(variable.out, ::testing::ContainsRegex("=> PROBE_TELEMETRY +is set to something"));
  EXPECT_THAT(variable.out, HasSubstr("   " + file_ + "  says off\n"));
}

TEST_F(Choice, status_says_what_waits_and_makes_nothing) {
  const Outcome before = overt({"status", "--contract", probe_.contract});
  EXPECT_THAT(before.out, HasSubstr("Telemetry of probe is local: runs are recorded and never"));
  EXPECT_THAT(before.out, HasSubstr("0 events"));
  EXPECT_FALSE(std::filesystem::exists(probe_.home));
  run_program(probe_.exec({"true"}));
  EXPECT_THAT(overt({"status", "--contract", probe_.contract}).out, HasSubstr("2 events"));
}

TEST_F(Choice, the_log_is_shown_as_it_is) {
  run_program(probe_.exec({"sh", "--name", "value"}));
  const Outcome outcome = overt({"log", "--app", "probe"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_EQ(outcome.out, probe_.log());
  EXPECT_THAT(outcome.out, HasSubstr(R"([{"name":"name","asCli":true,)"));
  EXPECT_THAT(outcome.out, ::testing::Not(HasSubstr("value")));
}

TEST_F(Choice, an_empty_log_is_said_on_stderr_and_is_no_error) {
  const Outcome outcome = overt({"log", "--app", "probe", "--receipts"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.err, HasSubstr("No events yet in " + probe_.events));
  EXPECT_THAT(outcome.err, HasSubstr("nothing was sent"));
}

TEST_F(Choice, receipts_are_shown_when_asked_for) {
  run_program(probe_.exec({"true"}));
  const std::string state = std::filesystem::path(probe_.events).parent_path();
  std::ofstream(state + "/receipts.old.ndjson") << "{\"older\":1}\n";
  std::ofstream(state + "/receipts.ndjson") << "{\"newer\":1}\n";
  EXPECT_EQ(overt({"log", "--app", "probe"}).out, probe_.log());
  EXPECT_EQ(overt({"log", "--app", "probe", "--receipts"}).out,
            probe_.log() + "{\"older\":1}\n{\"newer\":1}\n");
}

}  // namespace
}  // namespace overt::testing
