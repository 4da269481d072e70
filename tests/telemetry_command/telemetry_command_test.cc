// `my-tool telemetry …`: a tool that answers its users itself, with the program `overt` and
// without.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/temporary_directory.h"
#include "support/process.h"
#include "support/terminal.h"

namespace overt::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::StartsWith;

class TelemetryCommand : public ::testing::Test {
 protected:
  Program program(std::vector<std::string> words, bool with_overt = false) const {
    words.insert(words.begin(), MY_TOOL);
    return {.argv = std::move(words),
            .environment = std::vector<std::string>{
                "HOME=" + directory_.path(), "TZ=UTC",
                std::string("OVERT=") + (with_overt ? OVERT_PROGRAM : "/nonexistent/overt")}};
  }

  Outcome telemetry(const std::string& word, const std::vector<std::string>& more = {},
                    bool with_overt = false) const {
    std::vector<std::string> words = {"telemetry", word};
    words.insert(words.end(), more.begin(), more.end());
    return run_program(program(words, with_overt));
  }

  std::string log() const {
    return read_file(events_, 1 << 20).ok() ? *read_file(events_, 1 << 20) : "";
  }

  TemporaryDirectory directory_;
  std::string state_ = directory_.file(".local/state/overt/my-tool");
  std::string events_ = state_ + "/events.ndjson";
  std::string choice_ = directory_.file(".config/overt/my-tool/consent");
};

TEST_F(TelemetryCommand, answers_without_the_program_overt) {
  const Outcome before = telemetry("status");
  EXPECT_EQ(before.exit_code, 0) << before.err;
  EXPECT_THAT(before.out, StartsWith("Telemetry of my-tool is local: runs are recorded and never"));
  EXPECT_FALSE(std::filesystem::exists(directory_.file(".local")));

  run_program(program({}));
  EXPECT_THAT(telemetry("status").out, HasSubstr("Queued        1 event, of "));
  EXPECT_EQ(nlohmann::json::parse(telemetry("status", {"--json"}).out)["queued"], 1);
  EXPECT_NE(log(), "");
  EXPECT_EQ(telemetry("log").out, log());
  EXPECT_THAT(telemetry("log", {"--receipts"}).err, HasSubstr("nothing was sent"));

  const Outcome off = telemetry("off");
  EXPECT_EQ(off.exit_code, 0) << off.err;
  EXPECT_THAT(off.out, HasSubstr("Your choice for my-tool is kept: off (" + choice_ + ")\n"));
  EXPECT_THAT(off.out, HasSubstr("To remove it: my-tool telemetry purge\n"));
  const std::string recorded = log();
  run_program(program({}));
  EXPECT_EQ(log(), recorded) << "nothing is recorded after off";
  EXPECT_THAT(telemetry("purge").out, HasSubstr("Removed from " + state_));
  EXPECT_FALSE(std::filesystem::exists(state_));

  EXPECT_EQ(telemetry("on").exit_code, 0);
  EXPECT_EQ(*read_file(choice_, 100), "on\n");
}

TEST_F(TelemetryCommand, becomes_overt_for_what_needs_it_and_makes_no_file) {
  EXPECT_EQ(telemetry("preview", {}, true).out, "Nothing waits to be sent\n");
  EXPECT_THAT(telemetry("verify", {}, true).out, StartsWith("No receipts in "));
  EXPECT_THAT(telemetry("send", {}, true).out,
              HasSubstr("nothing is sent: the contract's default"));
  EXPECT_FALSE(std::filesystem::exists(directory_.file(".local")));
  run_program(program({}));
  const Outcome preview =
      telemetry("preview", {"--endpoint", "http://127.0.0.1:7/v1/traces"}, true);
  EXPECT_EQ(preview.exit_code, 0) << preview.err;
  EXPECT_THAT(preview.out, HasSubstr("To http://127.0.0.1:7/v1/traces\n"));
  EXPECT_THAT(preview.out, HasSubstr("  command        \"my-tool\"\n"));

  const Outcome missing = telemetry("preview");
  EXPECT_EQ(missing.exit_code, 2);
  EXPECT_EQ(missing.err,
            "my-tool telemetry: preview needs the program /nonexistent/overt: No such file or "
            "directory\n");
}

TEST_F(TelemetryCommand, shows_the_log_readably_where_overt_is_and_as_it_is_where_not) {
  run_program(program({}));
  Terminal with(program({"telemetry", "log"}, true));
  EXPECT_TRUE(with.wait_for("exited 0")) << with.screen();
  Terminal without(program({"telemetry", "log"}));
  EXPECT_TRUE(without.wait_for("\"exitCode\":0")) << without.screen();
}

TEST_F(TelemetryCommand, helps_and_refuses_what_it_does_not_know) {
  for (const Outcome& help : {run_program(program({"telemetry"})), telemetry("--help"),
                              telemetry("status", {"--help"})}) {
    EXPECT_EQ(help.exit_code, 0);
    EXPECT_THAT(help.out, HasSubstr("Usage: my-tool telemetry COMMAND\n"));
    EXPECT_THAT(help.out, HasSubstr("\n  purge"));
    EXPECT_THAT(help.out, HasSubstr("\nExample: my-tool telemetry status\n"));
    EXPECT_EQ(help.err, "");
  }
  for (const auto& [word, more] : std::vector<std::pair<std::string, std::vector<std::string>>>{
           {"stat\x1bus", {}}, {"", {}}, {"status", {"--follow"}}, {"off", {"x"}}, {"on", {""}}}) {
    const Outcome outcome = telemetry(word, more);
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_EQ(outcome.out, "");
    EXPECT_THAT(outcome.err, MatchesRegex("my-tool telemetry: [^\n\x1b]+ \\(try: --help\\)\n"));
  }
  EXPECT_FALSE(std::filesystem::exists(directory_.file(".config")));
}

}  // namespace
}  // namespace overt::testing
