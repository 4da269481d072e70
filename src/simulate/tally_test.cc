#include "simulate/tally.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "contract/load.h"
#include "simulate/truth.h"

namespace overt::simulate {
namespace {

using std::chrono::sys_days;

TEST(DurationCountsTest, a_percentile_is_in_a_range_of_less_than_a_hundredth) {
  DurationCounts counts;
  std::vector<std::int64_t> durations;
  std::int64_t duration = 0;
  for (int i = 0; i < 1000; ++i) {
    counts.add(duration);
    durations.push_back(duration);
    duration += 1 + duration / 70;
  }
  for (const int percent : {1, 2, 50, 90, 99, 100}) {
    const std::int64_t exact = durations[static_cast<std::size_t>(percent * 10 - 1)];
    const auto range = counts.percentile(percent);
    EXPECT_LE(range.low, exact);
    EXPECT_GE(range.high, exact);
    EXPECT_LE(range.high - range.low, exact / 128);
  }
  EXPECT_EQ(counts.total(), 1000);
}

TEST(DurationCountsTest, one_duration_is_every_percentile) {
  DurationCounts counts;
  counts.add(0);
  EXPECT_EQ(counts.percentile(1).low, 0);
  EXPECT_EQ(counts.percentile(99).high, 0);
}

class TallyTest : public testing::Test {
 protected:
  TallyTest() {
    auto contract = load_contract(std::string(OVERT_CONTRACTS) + "/werf.toml");
    EXPECT_TRUE(contract);
    if (contract) contract_ = *std::move(contract);
    model_ = default_model(*contract_);
    model_.days = 49;
    model_.duplicates = 0.02;
    model_.late = 0.1;
  }

  LoadedContract contract_;
  Model model_;
};

// Counted once more from the events' own texts, all of which are kept.
TEST_F(TallyTest, counts_what_the_events_say) {
  Simulation simulation(model_, *contract_, 21);
  Tally tally(model_, simulation.end_ms());
  std::map<std::string, std::set<std::string>> day_of;  // by execution id
  std::set<std::string> runs;
  std::set<std::string> projects;
  std::map<std::string, std::set<std::string>> projects_of_version;
  std::map<std::int64_t, std::set<std::string>> projects_of_day;
  std::map<std::string, std::int64_t> failed;
  std::map<std::string, std::set<std::string>> failed_projects;
  std::set<std::string> seen;
  std::int64_t count = 0;
  while (const Arrival* arrival = simulation.next()) {
    ++count;
    tally.add(*arrival);
    const Event& event = arrival->event;
    const std::string run = to_string(event.execution_id);
    if (!seen.insert(run + event.event_type).second) continue;
    if (event.event_type == kCommandStarted) {
      runs.insert(run);
      if (event.project_id.empty()) continue;
      projects.insert(event.project_id);
      projects_of_day[arrival->received_ms / 86'400'000].insert(event.project_id);
    } else if (*find_field<std::int64_t>(event.data, field::kExitCode) != 0) {
      ++failed[event.command];
      if (!event.project_id.empty()) failed_projects[event.command].insert(event.project_id);
    }
  }
  EXPECT_EQ(tally.events(), static_cast<std::int64_t>(seen.size()));
  EXPECT_EQ(tally.events() + tally.duplicates(), count);
  EXPECT_EQ(tally.runs(), static_cast<std::int64_t>(runs.size()));
  EXPECT_EQ(tally.projects(), static_cast<std::int64_t>(projects.size()));
  for (const auto& [day, of_day] : projects_of_day) {
    EXPECT_EQ(tally.periods().at({Unit::kDay, sys_days(std::chrono::days(day))}).projects,
              static_cast<std::int64_t>(of_day.size()));
  }
  for (std::size_t i = 0; i < model_.commands.size(); ++i) {
    const CommandTally& command = tally.commands()[i];
    EXPECT_EQ(command.failed, failed[model_.commands[i].name]);
    EXPECT_EQ(command.failed_projects,
              static_cast<std::int64_t>(failed_projects[model_.commands[i].name].size()));
    EXPECT_EQ(command.ended - command.failed, command.durations.total());
  }
}

TEST_F(TallyTest, the_parts_add_up_to_the_whole) {
  Simulation simulation(model_, *contract_, 22);
  Tally tally(model_, simulation.end_ms());
  while (const Arrival* arrival = simulation.next()) tally.add(*arrival);
  std::array<std::int64_t, 3> by_unit{};
  for (const auto& [key, period] : tally.periods()) {
    by_unit[static_cast<std::size_t>(key.first)] += period.runs;
    EXPECT_LE(period.projects, period.local_projects + period.ci_projects);
    EXPECT_GE(period.projects, std::max(period.local_projects, period.ci_projects));
  }
  EXPECT_THAT(by_unit, testing::Each(tally.runs()));
  std::int64_t of_commands = 0;
  for (const CommandTally& command : tally.commands()) of_commands += command.runs;
  EXPECT_EQ(of_commands, tally.runs());
  std::int64_t of_places = 0;
  for (const auto& [key, place] : tally.places()) of_places += place.runs;
  EXPECT_EQ(of_places, tally.runs());
  std::int64_t of_releases = 0;
  for (const ReleaseTally& release : tally.releases()) {
    of_releases += release.ended;
    EXPECT_EQ(release.ended - release.failed, release.durations.total());
  }
  std::int64_t ended = 0;
  for (const CommandTally& command : tally.commands()) ended += command.ended;
  EXPECT_EQ(of_releases, ended);
  // In its first week a project is there, and each project has one.
  std::int64_t first_weeks = 0;
  for (const auto& [weeks, projects] : tally.retention()) {
    if (weeks.first == weeks.second) first_weeks += projects;
    EXPECT_LE(projects, tally.retention().at({weeks.first, weeks.first}));
  }
  EXPECT_EQ(first_weeks, tally.projects());
}

TEST_F(TallyTest, the_truth_is_json_with_what_was_put_in_and_what_came_of_it) {
  Simulation simulation(model_, *contract_, 23);
  Tally tally(model_, simulation.end_ms());
  while (const Arrival* arrival = simulation.next()) tally.add(*arrival);
  const auto json = nlohmann::json::parse(truth_json(model_, "synthetic-werf", 23, tally));
  EXPECT_EQ(json["app"], "synthetic-werf");
  EXPECT_EQ(json["seed"], 23);
  EXPECT_EQ(json["firstDay"], "2026-01-05");
  const auto& expected = json["expected"];
  EXPECT_EQ(expected["commands"][0]["command"], "werf converge");
  EXPECT_EQ(expected["commands"][0]["durationMs"]["p50"], 75'000);
  EXPECT_EQ(expected["commands"][0]["durationMs"]["p90"], 260'000);
  EXPECT_EQ(expected["upgradeLagDays"]["p50"], 5);
  EXPECT_EQ(expected["upgradeLagDays"]["p90"], 25);
  EXPECT_EQ(expected["releases"][4]["failing"], 0.225);
  const auto& realised = json["realised"];
  EXPECT_EQ(realised["runs"], tally.runs());
  EXPECT_EQ(realised["commands"][0]["failedRuns"], tally.commands()[0].failed);
  const auto& p90 = realised["commands"][0]["durationMs"]["p90"];
  EXPECT_LT(p90[0].get<double>(), 260'000 * 1.1);
  EXPECT_GT(p90[1].get<double>(), 260'000 * 0.9);
}

}  // namespace
}  // namespace overt::simulate
