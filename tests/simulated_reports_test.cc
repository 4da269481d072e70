// Every report on a simulation finds what was put in: to the number what came of it, and by chance
// nearly what the model says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/temporary_directory.h"
#include "contract/load.h"
#include "reports/run_report.h"
#include "simulate/tally.h"
#include "simulate/truth.h"
#include "store/run_row.h"
#include "store/store.h"

namespace overt::simulate {
namespace {

constexpr char kApp[] = "synthetic-werf";

// Rows of one load: DuckDB takes many at once many times faster than few.
constexpr std::size_t kRowsPerLoad = 50'000;

std::string text_of(std::chrono::sys_days day) {
  const std::chrono::year_month_day date(day);
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return text.data();
}

// A simulation in a store.
class SimulatedReportsTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { world_ = std::make_unique<World>(); }
  static void TearDownTestSuite() { world_.reset(); }

  static const Model& model() { return world_->model; }
  static const Tally& tally() { return *world_->tally; }

  static Report ask(const std::string& name, Question question) {
    question.app = kApp;
    question.now_ms = world_->end_ms;
    auto report = run_report(*world_->store, name, question);
    EXPECT_TRUE(report) << report.error().message;
    return report ? *std::move(report) : Report();
  }

  // The rows of a report by the texts of its first cells after the application.
  static std::map<std::vector<std::string>, std::vector<ReportCell>> rows(
      const std::string& name, std::size_t keys, std::string per = "week") {
    const Report report = ask(name, {.per = std::move(per)});
    std::map<std::vector<std::string>, std::vector<ReportCell>> rows;
    EXPECT_EQ(report.coverage.events, tally().events());
    EXPECT_EQ(report.coverage.runs, tally().runs());
    EXPECT_EQ(report.coverage.projects, tally().projects());
    EXPECT_EQ(report.coverage.runs_without_project, tally().runs_without_project());
    EXPECT_THAT(report.coverage.apps, ::testing::ElementsAre(kApp));
    for (const auto& row : report.rows) {
      std::vector<std::string> key;
      for (std::size_t i = 0; i < keys; ++i) key.push_back(std::get<std::string>(row[1 + i]));
      rows[key].assign(row.begin() + 1 + static_cast<std::ptrdiff_t>(keys), row.end());
    }
    return rows;
  }

  // What the reports' own buckets of durations may add.
  static constexpr double kOff = 0.016;

  static void expect_in(std::int64_t ms, DurationCounts::Range range, const std::string& what) {
    EXPECT_GE(static_cast<double>(ms), std::floor(static_cast<double>(range.low) * (1 - kOff)))
        << what;
    EXPECT_LE(static_cast<double>(ms), std::ceil(static_cast<double>(range.high) * (1 + kOff)))
        << what;
  }

  // With the 95 % interval of its rank.
  static void expect_p90(const DurationEstimate& found, const ReleaseTally& release,
                         const std::string& version) {
    const DurationCounts& durations = release.durations;
    const auto n = static_cast<double>(durations.total());
    const double off = 1.959964 * std::sqrt(0.09 * n);
    expect_in(found.ms, durations.percentile(90), version);
    expect_in(found.low_ms.value(),
              durations.at_rank(static_cast<std::int64_t>(std::floor(0.9 * n - off))), version);
    expect_in(found.high_ms.value(),
              durations.at_rank(static_cast<std::int64_t>(std::ceil(0.9 * n + off)) + 1), version);
  }

  static int nearest_rank(const std::vector<int>& sorted, std::size_t percent) {
    return sorted[(sorted.size() * percent + 99) / 100 - 1];
  }

  static std::int64_t number(const ReportCell& cell) { return std::get<std::int64_t>(cell); }
  static Share share(const ReportCell& cell) { return std::get<Share>(cell); }

  struct Halves {
    std::int64_t all = 0;
    std::int64_t late = 0;  // a day or more
  };

  struct World {
    World() {
      auto loaded = load_contract(std::string(OVERT_CONTRACTS) + "/werf.toml");
      EXPECT_TRUE(loaded);
      contract = *std::move(loaded);
      model = default_model(*contract);
      model.days = 56;  // ctest makes it anew for each case
      Simulation simulation(model, *contract, 31);
      end_ms = simulation.end_ms();
      tally = std::make_unique<Tally>(model, end_ms);
      store = open_duckdb_store(directory.file("store.duckdb")).value();
      std::vector<Row> rows;
      while (const Arrival* arrival = simulation.next()) {
        tally->add(*arrival);
        // As the door does, which knows what has come before.
        if (arrival->is_duplicate) continue;
        count(*arrival);
        rows.push_back(row_from_event(kApp, arrival->received_ms, arrival->event));
        if (rows.size() == kRowsPerLoad) load(rows);
      }
      load(rows);
    }

    // What the tally has for each command alone, or not at all.
    void count(const Arrival& arrival) {
      const auto& run = arrival.run;
      if (!arrival.is_start && run.exit_code == 0) durations.add(run.duration_ms);
      const auto day =
          std::chrono::floor<std::chrono::days>(std::chrono::sys_time<std::chrono::milliseconds>(
              std::chrono::milliseconds(run.start_received_ms)));
      const auto monday = day - (std::chrono::weekday(day) - std::chrono::Monday);
      Halves& came = halves[{text_of(monday), model.releases[run.release].version}];
      ++came.all;
      if (arrival.received_ms - arrival.event.ts_ms > kDayMs) ++came.late;
    }

    void load(std::vector<Row>& rows) {
      const Status loaded = store->load(rows, ++position);
      EXPECT_TRUE(loaded);
      rows.clear();
    }

    testing::TemporaryDirectory directory;
    LoadedContract contract;
    Model model;
    std::int64_t end_ms = 0;
    std::int64_t position = 0;
    DurationCounts durations;                                      // of all runs that succeeded
    std::map<std::pair<std::string, std::string>, Halves> halves;  // by week and version
    std::unique_ptr<Tally> tally;
    std::unique_ptr<Store> store;
  };

  static const DurationCounts& durations() { return world_->durations; }
  static const auto& halves() { return world_->halves; }

 private:
  static std::unique_ptr<World> world_;
};

std::unique_ptr<SimulatedReportsTest::World> SimulatedReportsTest::world_;

TEST_F(SimulatedReportsTest, activity_has_each_days_weeks_and_months_runs_and_projects) {
  const std::vector<std::string> units = {"day", "week", "month"};
  std::vector<std::map<std::vector<std::string>, std::vector<ReportCell>>> found;
  std::size_t periods = 0;
  for (const std::string& unit : units)
    periods += found.emplace_back(rows("activity", 1, unit)).size();
  EXPECT_EQ(periods, tally().periods().size());
  for (const auto& [key, period] : tally().periods()) {
    const auto& of_unit = found[static_cast<std::size_t>(key.first)];
    const auto row = of_unit.find({text_of(key.second)});
    ASSERT_NE(row, of_unit.end());
    std::vector<std::int64_t> numbers;
    for (const ReportCell& cell : row->second) numbers.push_back(number(cell));
    EXPECT_THAT(numbers,
                ::testing::ElementsAre(period.runs, period.runs - period.ci_runs, period.ci_runs,
                                       period.projects, period.local_projects, period.ci_projects));
  }
}

TEST_F(SimulatedReportsTest, summary_is_of_all_commands_together) {
  const Report report = ask("summary", {});
  ASSERT_EQ(report.rows.size(), 1U);
  const auto& row = report.rows.front();
  Share failed;
  for (const CommandTally& command : tally().commands()) {
    failed.count += command.failed;
    failed.of += command.ended;
  }
  EXPECT_EQ(number(row[1]), tally().runs());
  EXPECT_EQ(number(row[2]), tally().projects());
  EXPECT_EQ(share(row[3]), failed);
  expect_in(number(row[4]), durations().percentile(50), "p50");
  expect_in(number(row[5]), durations().percentile(90), "p90");
}

TEST_F(SimulatedReportsTest, trends_have_each_weeks_runs_projects_and_failures) {
  const auto found = rows("trends", 1);
  Share failed;
  for (const auto& [key, period] : tally().periods()) {
    if (key.first != Unit::kWeek) continue;
    const auto row = found.find({text_of(key.second)});
    ASSERT_NE(row, found.end());
    EXPECT_EQ(number(row->second[0]), period.runs);
    EXPECT_EQ(number(row->second[1]), period.ci_runs);
    EXPECT_EQ(number(row->second[2]), period.projects);
    failed.count += share(row->second[3]).count;
    failed.of += share(row->second[3]).of;
    // All weeks are of one model, which has no trend but its worse release.
    const auto p50 = static_cast<double>(number(row->second[4]));
    EXPECT_NEAR(p50, static_cast<double>(durations().percentile(50).low), 0.2 * p50);
  }
  EXPECT_EQ(failed, share(ask("summary", {}).rows.front()[3]));
}

TEST_F(SimulatedReportsTest, quality_has_each_weeks_late_halves) {
  const auto found = rows("quality", 3);
  std::size_t troubles = 0;
  for (const auto& [key, came] : halves()) {
    if (came.late == 0) continue;
    ++troubles;
    const auto row = found.find(std::vector<std::string>{key.first, key.second, "late"});
    ASSERT_NE(row, found.end()) << key.first << ' ' << key.second;
    EXPECT_EQ(share(row->second[0]), (Share{.count = came.late, .of = came.all}));
  }
  EXPECT_GT(troubles, 0U);
  EXPECT_EQ(found.size(), troubles);
}

TEST_F(SimulatedReportsTest, commands_have_their_runs_and_projects) {
  const auto found = rows("commands", 1);
  EXPECT_EQ(found.size(), model().commands.size());
  for (std::size_t i = 0; i < model().commands.size(); ++i) {
    const CommandTally& command = tally().commands()[i];
    const auto& row = found.at({model().commands[i].name});
    EXPECT_EQ(number(row[0]), command.runs);
    EXPECT_EQ(share(row[1]), (Share{.count = command.runs, .of = tally().runs()}));
    EXPECT_EQ(number(row[2]), command.projects);
    EXPECT_EQ(share(row[3]), (Share{.count = command.ci_runs, .of = command.runs}));
  }
}

TEST_F(SimulatedReportsTest, failures_are_those_that_were_put_in) {
  const auto found = rows("failures", 1);
  for (std::size_t i = 0; i < model().commands.size(); ++i) {
    const CommandTally& command = tally().commands()[i];
    const auto& row = found.at({model().commands[i].name});
    EXPECT_EQ(share(row[1]), (Share{.count = command.failed, .of = command.ended}));
    EXPECT_EQ(share(row[2]),
              (Share{.count = command.failed_projects, .of = command.ended_projects}));
    if (model().commands[i].name == model().releases[4].worse_command) continue;
    const auto n = static_cast<double>(command.ended);
    const double put_in = model().commands[i].failing;
    EXPECT_NEAR(static_cast<double>(share(row[1]).count) / n, put_in,
                4 * std::sqrt(put_in * (1 - put_in) / n));
  }
}

TEST_F(SimulatedReportsTest, durations_are_those_that_were_put_in) {
  const auto found = rows("durations", 1);
  for (std::size_t i = 0; i < model().commands.size(); ++i) {
    const CommandTally& command = tally().commands()[i];
    const auto& row = found.at({model().commands[i].name});
    EXPECT_EQ(number(row[0]), command.durations.total());
    const std::vector<int> percents = {50, 90, 99};
    for (std::size_t j = 0; j < percents.size(); ++j) {
      expect_in(number(row[1 + j]), command.durations.percentile(percents[j]),
                model().commands[i].name + " " + std::to_string(percents[j]));
    }
    // Four standard errors of a percentile, where the others of the sample would have it.
    const LogNormal put_in(model().commands[i].duration_ms);
    const double error = 4 * std::sqrt(0.09 / static_cast<double>(command.durations.total()));
    const auto p90 = static_cast<double>(number(row[2]));
    EXPECT_GE(p90, put_in.quantile(0.9 - error) * (1 - kOff) - 1) << model().commands[i].name;
    if (error < 0.1) {
      EXPECT_LE(p90, put_in.quantile(0.9 + error) * (1 + kOff)) << model().commands[i].name;
    }
  }
}

TEST_F(SimulatedReportsTest, options_have_their_runs_and_projects_and_the_rare_one_its_few) {
  const auto found = rows("options", 2);
  std::size_t used = 0;
  for (std::size_t i = 0; i < model().commands.size(); ++i) {
    const CommandTally& command = tally().commands()[i];
    for (std::size_t j = 0; j < command.options.size(); ++j) {
      const OptionTally& option = command.options[j];
      if (option.runs == 0) continue;
      ++used;
      const auto& row = found.at({model().commands[i].name, model().commands[i].options[j].name});
      EXPECT_EQ(share(row[1]), (Share{.count = option.runs, .of = command.runs}));
      EXPECT_EQ(share(row[2]), (Share{.count = option.projects, .of = command.projects}));
      EXPECT_EQ(share(row[3]), (Share{.count = option.ci_runs, .of = option.runs}));
      EXPECT_EQ(std::get<std::string>(row[5]), text_of(option.last_day));
      if (model().commands[i].options[j].of_projects >= 1) continue;
      EXPECT_LT(static_cast<double>(option.projects), 0.05 * static_cast<double>(command.projects));
    }
  }
  EXPECT_EQ(found.size(), used);
}

TEST_F(SimulatedReportsTest, unfinished_runs_are_those_that_were_put_in) {
  const auto found = rows("unfinished", 1);
  double unfinished = 0;
  double started = 0;
  for (std::size_t i = 0; i < model().commands.size(); ++i) {
    const CommandTally& command = tally().commands()[i];
    if (command.old_unfinished == 0) continue;
    EXPECT_EQ(share(found.at({model().commands[i].name})[1]),
              (Share{.count = command.old_unfinished, .of = command.old_runs}));
    unfinished += static_cast<double>(command.old_unfinished);
    started += static_cast<double>(command.old_runs);
  }
  const double put_in = model().unfinished;
  EXPECT_NEAR(unfinished / started, put_in, 4 * std::sqrt(put_in * (1 - put_in) / started));
}

TEST_F(SimulatedReportsTest, environments_have_their_runs_and_projects) {
  struct Found {
    std::int64_t runs = 0;
    std::int64_t projects_of_one = 0;  // of the channel with the most of them
    std::int64_t projects_of_each =
        0;  // added up over the channels, of which a project has several
  };
  std::map<std::vector<std::string>, Found> found;
  for (const auto& [key, row] : rows("environments", 4)) {
    Found& place = found[{key[0], key[1], key[2]}];
    const std::int64_t projects = share(row[2]).count;
    place.runs += number(row[0]);
    place.projects_of_one = std::max(place.projects_of_one, projects);
    place.projects_of_each += projects;
    EXPECT_EQ(share(row[2]).of, tally().projects());
  }
  EXPECT_EQ(found.size(), tally().places().size());
  for (const auto& [place, counted] : tally().places()) {
    const bool ci = place[0] == 1;
    const auto& platform = (ci ? model().ci_platforms : model().local_platforms)[place[1]];
    const std::string& system = model().ci_systems[place[2]].name;
    const std::string where = !ci ? "local" : system.empty() ? "CI" : system;
    const Found& row = found.at({platform.os, platform.arch, where});
    EXPECT_EQ(row.runs, counted.runs);
    EXPECT_LE(row.projects_of_one, counted.projects);
    EXPECT_GE(row.projects_of_each, counted.projects);
  }
}

TEST_F(SimulatedReportsTest, versions_have_each_weeks_projects) {
  const auto found = rows("versions", 2);
  EXPECT_EQ(found.size(), tally().versions().size());
  for (const auto& [key, projects] : tally().versions()) {
    const auto& [week, release] = key;
    const std::int64_t all = tally().periods().at({Unit::kWeek, week}).projects;
    const auto row = found.find({text_of(week), model().releases[release].version});
    ASSERT_NE(row, found.end()) << text_of(week) << " " << model().releases[release].version;
    EXPECT_EQ(share(row->second[0]), (Share{.count = projects, .of = all}));
  }
}

TEST_F(SimulatedReportsTest, retention_has_who_came_back_in_each_week) {
  const auto found = rows("retention", 2);
  EXPECT_EQ(found.size(), tally().retention().size());
  for (const auto& [weeks, projects] : tally().retention()) {
    const auto& [first, week] = weeks;
    const auto row = found.find({text_of(first), text_of(week)});
    ASSERT_NE(row, found.end()) << text_of(first) << " " << text_of(week);
    EXPECT_EQ(share(row->second[1]),
              (Share{.count = projects, .of = tally().retention().at({first, first})}));
  }
}

TEST_F(SimulatedReportsTest, upgrade_lag_has_who_could_upgrade_who_did_and_after_how_long) {
  const auto found = rows("upgrade-lag", 1);
  std::size_t releases = 0;
  std::vector<int> all_lags;
  for (std::size_t i = 0; i < model().releases.size(); ++i) {
    const ReleaseTally& release = tally().releases()[i];
    if (!release.seen || release.first_day == model().first_day) continue;
    ++releases;
    const UpgradeTally upgrades = tally().upgrades_to(i);
    const auto& row = found.at({model().releases[i].version});
    EXPECT_EQ(std::get<std::string>(row[0]), text_of(release.first_day));
    const auto upgraded = static_cast<std::int64_t>(upgrades.lags.size());
    EXPECT_EQ(share(row[1]), (Share{.count = upgraded, .of = upgrades.projects}));
    ASSERT_GT(upgraded, 0);
    EXPECT_EQ(number(row[2]), nearest_rank(upgrades.lags, 50)) << model().releases[i].version;
    EXPECT_EQ(number(row[3]), nearest_rank(upgrades.lags, 90)) << model().releases[i].version;
    all_lags.insert(all_lags.end(), upgrades.lags.begin(), upgrades.lags.end());
  }
  EXPECT_EQ(found.size(), releases);
  // A lag that was put in ends with the first run after it, and only lags are seen for which there
  // was time.
  std::ranges::sort(all_lags);
  EXPECT_NEAR(nearest_rank(all_lags, 50), expected::upgrade_lag_days(model(), 0.5), 3);
}

TEST_F(SimulatedReportsTest, release_guard_has_each_releases_failures_and_p90_and_those_before) {
  const auto found = rows("release-guard", 2);
  const ReleaseTally* before = nullptr;
  std::size_t releases = 0;
  for (std::size_t i = 0; i < model().releases.size(); ++i) {
    const ReleaseTally& release = tally().releases()[i];
    if (release.ended == 0) continue;
    if (before == nullptr) {
      before = &release;
      continue;
    }
    ++releases;
    const auto& row = found.at({model().releases[i].version, model().releases[i - 1].version});
    EXPECT_EQ(std::get<ShareChange>(row[0]),
              (ShareChange{.now = {.count = release.failed, .of = release.ended},
                           .before = {.count = before->failed, .of = before->ended}}));
    const auto& p90 = std::get<DurationChange>(row[1]);
    expect_p90(p90.now, release, model().releases[i].version);
    expect_p90(p90.before, *before, model().releases[i - 1].version);
    before = &release;
  }
  EXPECT_EQ(found.size(), releases);
}

// One release was made worse, and the next one mended.
TEST_F(SimulatedReportsTest, release_guard_tells_the_one_that_is_worse_from_the_others) {
  const ReleaseModel& worse = model().releases[4];
  const Report report = ask("release-guard", {.command = worse.worse_command});
  ASSERT_GE(report.rows.size(), 4U);
  for (const auto& row : report.rows) {
    const auto& version = std::get<std::string>(row[1]);
    EXPECT_EQ(verdict_of(std::get<ShareChange>(row[3])) == Verdict::kWorse,
              version == worse.version)
        << version;
    EXPECT_NE(verdict_of(std::get<DurationChange>(row[4])), Verdict::kWorse) << version;
  }
}

TEST_F(SimulatedReportsTest, one_option_has_the_runs_and_projects_of_each_command) {
  const CommandModel& command = model().commands[0];
  for (std::size_t i = 0; i < command.options.size(); ++i) {
    const OptionTally& truth = tally().commands()[0].options[i];
    const Report report = ask("option", {.about = command.options[i].name});
    const auto row = std::ranges::find_if(report.rows, [&](const std::vector<ReportCell>& cells) {
      return cells[2] == ReportCell(command.name);
    });
    ASSERT_NE(row, report.rows.end());
    EXPECT_EQ(share((*row)[4]), (Share{.count = truth.runs, .of = tally().commands()[0].runs}));
    EXPECT_EQ(share((*row)[5]),
              (Share{.count = truth.projects, .of = tally().commands()[0].projects}));
    EXPECT_EQ(report.answers.at(0).verdict, "in use");
  }
  EXPECT_EQ(ask("option", {.about = "no-such-option"}).answers.at(0).verdict, "never seen");
}

TEST_F(SimulatedReportsTest, of_one_release_the_answer_is_what_was_put_in) {
  for (std::size_t i = 1; i + 1 < model().releases.size(); ++i) {
    const ReleaseModel& release = model().releases[i];
    if (tally().releases()[i].ended == 0) continue;
    const Report report =
        ask("release", {.command = model().releases[4].worse_command, .about = release.version});
    EXPECT_EQ(report.answers.at(0).verdict == "worse", !release.worse_command.empty())
        << report.answers.at(0).en;
    EXPECT_EQ(std::get<ShareChange>(report.rows[0][4]).now.of, tally().commands()[0].ended_in[i]);
  }
}

}  // namespace
}  // namespace overt::simulate
