// A tool that links overt and records by the header of its contract, run as a user would run it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
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
using ::testing::ElementsAre;

class TypedHeader : public ::testing::Test {
 protected:
  // Runs the tool and returns the lines of its log.
  std::vector<json> log_of(const std::string& word, std::vector<std::string> environment = {},
                           int signal = 0) {
    environment.push_back("HOME=" + directory_.path());
    const testing::Outcome outcome = testing::run_program({.argv = {TYPED_PROBE, word},
                                                           .environment = std::move(environment),
                                                           .directory = directory_.path()});
    EXPECT_EQ(outcome.out + outcome.err, "");
    EXPECT_EQ(outcome.exit_code, signal == 0 ? 0 : -1);
    EXPECT_EQ(outcome.signal, signal);
    std::vector<json> lines;
    std::ifstream log(directory_.file(".local/state/overt/typed-probe/events.ndjson"));
    for (std::string line; std::getline(log, line);) lines.push_back(json::parse(line));
    return lines;
  }

  testing::TemporaryDirectory directory_;
};

TEST_F(TypedHeader, records_a_run_with_its_events) {
  const std::vector<json> lines = log_of("small");
  ASSERT_EQ(lines.size(), 4U);
  EXPECT_EQ(lines[0]["command"], "probe converge");
  EXPECT_EQ(lines[0]["eventType"], "CommandStarted");
  EXPECT_EQ(lines[0]["attributes"]["version"], "1.2.3");
  EXPECT_EQ(lines[0]["eventData"]["commandOptions"],
            json::parse(R"([{"name":"repo","asCli":false,"asEnv":false,"count":0}])"));
  EXPECT_EQ(lines[1]["eventType"], "CacheMissed");
  EXPECT_EQ(lines[2]["eventType"], "BuildFinished");
  EXPECT_EQ(lines[2]["eventData"], json::parse(R"({"success":true,"imagesCount":5,
      "durationMs":2000,"class":"small","stage":"small"})"));
  EXPECT_EQ(lines[3]["eventType"], "CommandExited");
  EXPECT_EQ(lines[3]["eventData"]["exitCode"], 0);
  for (const json& line : lines) EXPECT_EQ(line["executionID"], lines[0]["executionID"]);
}

TEST_F(TypedHeader, records_how_options_were_used_and_what_is_left_of_an_exit_code) {
  const std::vector<json> lines = log_of("uses");
  ASSERT_EQ(lines.size(), 4U);
  EXPECT_EQ(lines[0]["command"], "probe bundle-publish");
  EXPECT_EQ(lines[0]["eventData"]["commandOptions"],
            json::parse(R"([{"name":"repo","asCli":true,"asEnv":false,"count":2},
                            {"name":"C","asCli":false,"asEnv":true,"count":0}])"));
  EXPECT_EQ(lines[3]["eventData"]["exitCode"], 3);
}

TEST_F(TypedHeader, leaves_out_what_does_not_fit_and_whole_events_that_need_it) {
  // Ten letters: too long for the stage, too many for the images.
  const std::vector<json> lines = log_of("abcdefghij");
  ASSERT_EQ(lines.size(), 3U) << "BuildFinished is not recorded without a number of images";
  const std::vector<json> fewer = log_of("abcdefghi");
  ASSERT_EQ(fewer.size(), 7U);
  EXPECT_FALSE(fewer[5]["eventData"].contains("stage"));
  EXPECT_EQ(fewer[5]["eventData"]["imagesCount"], 9);
}

TEST_F(TypedHeader, records_how_a_run_ends_that_a_signal_ends) {
  const std::vector<json> lines = log_of("killed", {}, SIGTERM);
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[1]["executionID"], lines[0]["executionID"]);
  EXPECT_EQ(lines[1]["eventType"], "CommandExited");
  EXPECT_EQ(lines[1]["eventData"]["exitCode"], 128 + SIGTERM);
}

TEST_F(TypedHeader, records_nothing_when_telemetry_is_off) {
  EXPECT_TRUE(log_of("small", {"TYPED_PROBE_TELEMETRY=0"}).empty());
  EXPECT_TRUE(log_of("small", {"DO_NOT_TRACK=1"}).empty());
  EXPECT_FALSE(std::filesystem::exists(directory_.file(".local")));
}

}  // namespace
}  // namespace overt
