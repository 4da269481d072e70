// The whole way of an event: from a real command, or from a real OpenTelemetry SDK, to a report.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/temporary_directory.h"
#include "model/page_examples.h"
#include "support/collector_process.h"
#include "support/process.h"

namespace overt::testing {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

const std::string kContracts = OVERT_CONTRACTS;

std::string url(std::uint16_t port) { return "http://127.0.0.1:" + std::to_string(port); }

class Journey : public ::testing::Test {
 protected:
  // A report as `overt report --format json` prints it.
  json report(const std::string& name) const {
    const Outcome outcome = run_program({.argv = {OVERT_PROGRAM, "report", name, "--format", "json",
                                                  "--server", url(collector_.admin_port())}});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return json::parse(outcome.out);
  }

  // Asks until that many events have come to the store.
  void wait_for_events(int count) const {
    const auto deadline = std::chrono::steady_clock::now() + kProcessDeadline;
    while (report("activity")["coverage"]["events"] != count) {
      ASSERT_LT(std::chrono::steady_clock::now(), deadline) << report("activity");
    }
  }

  TemporaryDirectory directory_;
  CollectorProcess collector_{OVERT_PROGRAM,
                              {"--contract", kContracts + "/git.toml", "--contract",
                               kContracts + "/werf.toml", "--data", directory_.file("data")}};
};

class JourneyOfAnSdk : public Journey, public ::testing::WithParamInterface<const char*> {};

TEST_P(JourneyOfAnSdk, the_pages_examples_are_one_run_in_the_reports) {
  const Outcome sent = run_program(
      {.argv = {"node", OVERT_SOURCE "/tests/otel/send_events.mjs", GetParam(), "none",
                url(collector_.ingest_port()) + "/v1/traces"},
       .input = "[" + std::string(kPageStarted) + "," + std::string(kPageExited) + "]"});
  ASSERT_EQ(sent.exit_code, 0) << sent.err;
  EXPECT_EQ(sent.err, "") << "a partial success would be a warning of the SDK";
  wait_for_events(2);

  const json commands = report("commands")["rows"];
  ASSERT_EQ(commands.size(), 1U);
  EXPECT_EQ(commands[0][1], "werf converge");
  EXPECT_EQ(commands[0][2], 1);
  const json failures = report("failures")["rows"];
  ASSERT_EQ(failures.size(), 1U);
  EXPECT_EQ(failures[0][2], 0) << "exit 0 is no failure";
  // The page's 10,827 ms, as the middle of its bucket.
  EXPECT_EQ(report("durations")["rows"],
            json::parse(R"([["werf", "werf converge", 1, 10880, 10880, 10880, 10880]])"));
  const json options = report("options")["rows"];
  ASSERT_EQ(options.size(), 1U);
  EXPECT_EQ(options[0][2], "repo");
  EXPECT_EQ(options[0][3], 1);
}

INSTANTIATE_TEST_SUITE_P(BothEncodings, JourneyOfAnSdk, ::testing::Values("protobuf", "json"),
                         [](const auto& encoding) { return std::string(encoding.param); });

class JourneyOfACommand : public Journey {
 protected:
  Outcome overt(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), OVERT_PROGRAM);
    return run_program({.argv = std::move(arguments),
                        .environment = environment_,
                        .directory = directory_.path()});
  }

  // `overt exec -- git ARGUMENTS`; its exit code.
  int git(const std::vector<std::string>& arguments) const {
    std::vector<std::string> exec = {
        "exec", "--contract", kContracts + "/git.toml", "--tool-version", "2.39.5", "--", "git"};
    exec.insert(exec.end(), arguments.begin(), arguments.end());
    return overt(exec).exit_code;
  }

  std::string read(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream(directory_.file("home/.local/state/overt/git/" + name)).rdbuf();
    return std::move(text).str();
  }

  std::vector<std::string> environment_ = {
      "PATH=/usr/local/bin:/usr/bin:/bin", "HOME=" + directory_.file("home"),
      "GIT_TELEMETRY_TRACE_URL=" + url(collector_.ingest_port()) + "/v1/traces"};
};

TEST_F(JourneyOfACommand, real_commands_are_logged_sent_receipted_and_counted) {
  ASSERT_EQ(git({"init", "--quiet", "repository"}), 0);
  ASSERT_EQ(git({"-C", "repository", "config", "remote.origin.url", "git@github.com:o/secret.git"}),
            0);
  EXPECT_EQ(git({"-C", "repository", "status", "--short", "--", "private-path"}), 0);
  EXPECT_EQ(git({"-C", "repository", "log", "--oneline"}), 128);
  wait_for_events(8);

  const json failures = report("failures")["rows"];
  ASSERT_EQ(failures.size(), 4U);
  EXPECT_EQ(failures[0][1], "git log");
  EXPECT_EQ(failures[0][2], 1);

  EXPECT_THAT(read("receipts.ndjson"), HasSubstr(R"("status":200)"));
  EXPECT_THAT(read("events.ndjson"), HasSubstr(R"("command":"git status")"));
  EXPECT_THAT(read("events.ndjson"), HasSubstr(R"({"name":"short","asCli":true)"));
  for (const char* private_text : {"secret", "private-path", "repository", "origin"}) {
    EXPECT_THAT(read("events.ndjson"), ::testing::Not(HasSubstr(private_text)));
  }
}

TEST_F(JourneyOfACommand, a_user_who_turned_it_on_is_sent_for_although_the_contract_says_off) {
  std::ostringstream contract;
  contract << std::ifstream(kContracts + "/git.toml").rdbuf();
  std::string text = contract.str();
  text.replace(text.find("default = \"on\""), 14, "default = \"off\"");
  std::ofstream(directory_.file("off.toml")) << text;
  environment_.emplace_back("GIT_TELEMETRY=1");
  ASSERT_EQ(overt({"exec", "--contract", "off.toml", "--", "git", "init", "repository"}).exit_code,
            0);
  wait_for_events(2);
}

TEST_F(JourneyOfACommand, what_was_recorded_while_the_collector_was_away_arrives_later_and_once) {
  const std::string trace_url =
      std::exchange(environment_.back(), "GIT_TELEMETRY_TRACE_URL=http://127.0.0.1:1/v1/traces");
  ASSERT_EQ(git({"init", "--quiet", "repository"}), 0);
  environment_.back() = trace_url;
  // Until the sender that found nobody has ended, another one leaves the log to it.
  Outcome sent;
  const auto deadline = std::chrono::steady_clock::now() + kProcessDeadline;
  do {
    ASSERT_LT(std::chrono::steady_clock::now(), deadline) << sent.out;
    sent = overt({"send", "--contract", kContracts + "/git.toml", "--now"});
  } while (sent.out.find("another sender") != std::string::npos);
  EXPECT_THAT(sent.out, HasSubstr("sent 2 events to"));
  wait_for_events(2);
  EXPECT_THAT(overt({"send", "--contract", kContracts + "/git.toml"}).out,
              HasSubstr("nothing waits to be sent"));
}

TEST_F(JourneyOfACommand, what_was_acknowledged_outlives_a_kill_and_is_told_without_a_collector) {
  ASSERT_EQ(git({"init", "--quiet", "repository"}), 0);
  while (read("receipts.ndjson").find(R"("status":200)") == std::string::npos) {
    ASSERT_EQ(overt({"send", "--contract", kContracts + "/git.toml"}).exit_code, 0);
  }
  collector_.end_by(SIGKILL);
  const Outcome offline =
      overt({"report", "commands", "--format", "json", "--data", directory_.file("data")});
  ASSERT_EQ(offline.exit_code, 0) << offline.err;
  EXPECT_EQ(json::parse(offline.out)["rows"][0][1], "git init");
}

}  // namespace
}  // namespace overt::testing
