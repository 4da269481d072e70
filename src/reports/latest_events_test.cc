#include "reports/latest_events.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "reports/sample_runs.h"

namespace overt {
namespace {

using nlohmann::json;
using testing::rows_of;

class LatestEventsTest : public testing::RunReportTest {
 protected:
  json latest(std::string_view app = "", std::int64_t count = 50) {
    const auto text = latest_events_json(*store_, app, count);
    EXPECT_TRUE(text.ok()) << (text ? "" : text.error().message);
    return text ? json::parse(*text).at("events") : json();
  }
};

TEST_F(LatestEventsTest, an_empty_store_has_none) { EXPECT_EQ(latest(), json::array()); }

TEST_F(LatestEventsTest, are_those_that_arrived_last_with_all_that_is_kept_of_them) {
  load(rows_of({{.id = 1,
                 .command = "git commit",
                 .project = 0xC0FFEE,
                 .ci_name = "gitlab",
                 .exit_code = 1,
                 .duration_ms = 50,
                 .options = {"message", "all"}}}));
  const json expected_end = {{"receivedMs", testing::kMonday + 10 * testing::kHour + 50},
                             {"app", "git"},
                             {"command", "git commit"},
                             {"eventType", "CommandExited"},
                             {"execution", "01000000-0000-0000-0000-000000000000"},
                             {"project", "0000000000c0ffee"},
                             {"version", "1.0.0"},
                             {"os", "linux"},
                             {"arch", "amd64"},
                             {"channel", ""},
                             {"ci", true},
                             {"ciName", "gitlab"},
                             {"options", json::array()},
                             {"exitCode", 1},
                             {"durationMs", 50}};
  const json events = latest();
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0], expected_end);
  EXPECT_EQ(events[1]["eventType"], "CommandStarted");
  EXPECT_EQ(events[1]["options"], (json{"message", "all"}));
  EXPECT_EQ(events[1]["exitCode"], json());
}

TEST_F(LatestEventsTest, are_of_one_tool_and_of_two_days_and_as_many_as_asked_for) {
  load(rows_of({{.id = 1, .command = "git gc"},
                {.id = 2, .command = "git add", .day = 5},
                {.id = 3, .command = "werf converge", .day = 5, .app = "werf"},
                {.id = 4, .command = "git push", .day = 6}}));
  const auto commands = [](const json& events) {
    std::vector<std::string> all;
    for (const json& event : events) all.push_back(event.at("command"));
    return all;
  };
  using Commands = std::vector<std::string>;
  EXPECT_EQ(commands(latest()), (Commands{"git push", "git add", "werf converge"}));
  EXPECT_EQ(commands(latest("git")), (Commands{"git push", "git add"}));
  EXPECT_EQ(commands(latest("", 1)), (Commands{"git push"}));
  EXPECT_EQ(latest("", 0).size(), 1U);
  EXPECT_EQ(latest("", -1).size(), 1U);
}

}  // namespace
}  // namespace overt
