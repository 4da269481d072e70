// Tools that parse with a library of their own and hand what it parsed to that library's adapter,
// run as a user would run them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/temporary_directory.h"
#include "support/process.h"

namespace overt {
namespace {

using nlohmann::json;
using ::testing::IsEmpty;

using Words = std::vector<std::string>;

// What a run has left in the log.
struct Recorded {
  std::string command;
  Words options;  // "file cli env 2": the name, where it came from, the count
  std::string log;

  bool operator==(const Recorded& other) const {
    return command == other.command && options == other.options;
  }
};

void PrintTo(const Recorded& run, std::ostream* out) {
  *out << run.command << ':';
  for (const std::string& option : run.options) *out << ' ' << option << ';';
}

std::string words_of(const json& option) {
  std::string words = option["name"];
  if (option["asCli"] == true) words += " cli";
  if (option["asEnv"] == true) words += " env";
  return words + ' ' + std::to_string(option["count"].get<int>());
}

class Adapter : public ::testing::Test {
 protected:
  Recorded run(Words argv, Words environment = {}) const {
    environment.push_back("HOME=" + directory_.path());
    const std::string log = directory_.file(".local/state/overt/adapters-probe/events.ndjson");
    const testing::Outcome outcome = testing::run_program(
        {.argv = std::move(argv), .environment = environment, .directory = directory_.path()});
    EXPECT_EQ(outcome.out + outcome.err, "");
    EXPECT_EQ(outcome.exit_code, 0);
    Recorded run;
    std::ifstream file(log);
    for (std::string line; std::getline(file, line); run.log += line + '\n') {
      const json event = json::parse(line);
      run.command = event["command"];
      if (event["eventType"] != "CommandStarted") continue;
      for (const json& option : event["eventData"].value("commandOptions", json::array())) {
        run.options.push_back(words_of(option));
      }
    }
    std::filesystem::remove(log);
    return run;
  }

  testing::TemporaryDirectory directory_;
};

class Cli11Adapter : public Adapter {
 protected:
  Recorded run(Words arguments, Words environment = {}) const {
    arguments.insert(arguments.begin(), CLI11_PROBE);
    return Adapter::run(std::move(arguments), std::move(environment));
  }
};

TEST_F(Cli11Adapter, the_command_is_the_chosen_subcommands_below_the_contracts_name_of_the_tool) {
  EXPECT_EQ(run({}), (Recorded{"probe", {}}));
  EXPECT_EQ(run({"remote"}), (Recorded{"probe remote", {}}));
  EXPECT_EQ(run({"remote", "add"}), (Recorded{"probe remote add", {}}));
}

TEST_F(Cli11Adapter, a_command_that_the_contract_does_not_name_leaves_no_trace) {
  EXPECT_EQ(run({"other"}), (Recorded{"probe", {}}));
  EXPECT_THAT(run({"version"}).log, IsEmpty()) << "ignored";
}

TEST_F(Cli11Adapter, options_are_counted_under_the_contracts_names) {
  EXPECT_EQ(run({"-vv", "--verbose"}), (Recorded{"probe", {"verbose cli 3"}}));
  EXPECT_EQ(run({"--level", "5"}), (Recorded{"probe", {"level cli 1"}}));
  EXPECT_EQ(run({"remote", "--force", "add", "--force", "-v"}),
            (Recorded{"probe remote add", {"force cli 2", "verbose cli 1"}}))
      << "two of CLI11's options are one of the contract's, one falls through, each stands once";
}

TEST_F(Cli11Adapter, several_values_of_one_option_are_not_several_options) {
  EXPECT_EQ(run({"remote", "add", "--point", "1", "2"}),
            (Recorded{"probe remote add", {"point cli 1"}}));
  EXPECT_EQ(run({"remote", "add", "-f", "a", "b", "c"}),
            (Recorded{"probe remote add", {"file cli 1"}}));
  EXPECT_EQ(run({"remote", "add", "--label", "a", "--label", "b"}),
            (Recorded{"probe remote add", {"label cli 2"}}));
}

TEST_F(Cli11Adapter, of_a_list_whose_values_may_stand_together_only_one_use_is_certain) {
  EXPECT_EQ(run({"remote", "add", "-f", "a", "-f", "b"}),
            (Recorded{"probe remote add", {"file cli 1"}}));
}

TEST_F(Cli11Adapter, a_variable_is_no_use_on_the_command_line) {
  EXPECT_EQ(run({}, {"PROBE_LEVEL=5"}), (Recorded{"probe", {"level env 0"}}));
  EXPECT_EQ(run({"--level=4"}, {"PROBE_LEVEL=5"}), (Recorded{"probe", {"level cli env 1"}}))
      << "it was set, although CLI11 took the other";
  EXPECT_EQ(run({}, {"PROBE_LEVEL="}), (Recorded{"probe", {}}));
  EXPECT_EQ(run({"remote"}, {"PROBE_FORCE=1"}), (Recorded{"probe remote", {}}))
      << "the variable of another command's option";
}

TEST_F(Cli11Adapter, defaults_and_settings_in_files_are_no_uses) {
  std::ofstream(directory_.file("probe.ini")) << "level=7\nverbose=true\n";
  EXPECT_EQ(run({"--config", "probe.ini"}), (Recorded{"probe", {}}));
}

TEST_F(Cli11Adapter, no_value_and_no_option_that_the_contract_does_not_name_leaves_a_trace) {
  const Recorded by_line = run({"--secret", "hush-1", "remote", "add", "-f", "hush-2"});
  EXPECT_EQ(by_line, (Recorded{"probe remote add", {"file cli 1"}}));
  EXPECT_EQ(by_line.log.find("hush"), std::string::npos);
  EXPECT_EQ(by_line.log.find("secret"), std::string::npos);
  EXPECT_EQ(run({}, {"PROBE_SECRET=hush-3"}), (Recorded{"probe", {}}));
}

TEST_F(Cli11Adapter, an_option_of_which_cli11_does_not_tell_which_of_two_it_is_leaves_no_trace) {
  EXPECT_EQ(run({"--no-color"}), (Recorded{"probe", {}}));
}

class BoostAdapter : public Adapter {
 protected:
  Recorded run(Words arguments, Words environment = {}) const {
    arguments.insert(arguments.begin(), BOOST_PROBE);
    return Adapter::run(std::move(arguments), std::move(environment));
  }
};

TEST_F(BoostAdapter, the_command_is_what_the_tool_says_in_words) {
  EXPECT_EQ(run({}), (Recorded{"probe", {}}));
  EXPECT_EQ(run({"remote", "add", "origin"}), (Recorded{"probe remote add", {}}));
  EXPECT_EQ(run({"remote add"}), (Recorded{"probe", {}}))
      << "one word with a space is not two words";
  EXPECT_THAT(run({"version"}).log, IsEmpty()) << "ignored";
}

TEST_F(BoostAdapter, options_are_counted_under_the_contracts_names) {
  EXPECT_EQ(run({"-v", "remote"}), (Recorded{"probe remote", {"verbose cli 1"}}));
  EXPECT_EQ(run({"-fa", "--file=b", "--file", "c", "d"}), (Recorded{"probe", {"file cli 3"}}));
  EXPECT_EQ(run({"-Dx=1", "-D", "y"}), (Recorded{"probe", {"define cli 2"}}))
      << "the contract knows the letter only";
}

TEST_F(BoostAdapter, a_variable_is_no_use_on_the_command_line_and_neither_is_a_default) {
  EXPECT_EQ(run({}, {"PROBE_LEVEL=5"}), (Recorded{"probe", {"level env 0"}}));
  EXPECT_EQ(run({"--level=4"}, {"PROBE_LEVEL=5"}), (Recorded{"probe", {"level cli env 1"}}));
  EXPECT_EQ(run({}, {"PROBE_FILE="}), (Recorded{"probe", {}}));
}

TEST_F(BoostAdapter, no_value_and_nothing_that_the_contract_or_the_parser_does_not_name_is_left) {
  const Recorded all = run({"--secret=hush-1", "--point=hush-2", "-fhush-3"});
  EXPECT_EQ(all, (Recorded{"probe", {"file cli 1"}}))
      << "--secret is not in the contract, --point is not the parser's";
  EXPECT_EQ(all.log.find("hush"), std::string::npos);
  EXPECT_EQ(all.log.find("secret"), std::string::npos);
}

}  // namespace
}  // namespace overt
