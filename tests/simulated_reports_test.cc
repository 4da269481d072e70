// Every report on a simulation finds what was put in: to the number what came of it, and by chance
// nearly what the model says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/temporary_directory.h"
#include "contract/load.h"
#include "reports/run_report.h"
#include "simulate/tally.h"
#include "simulate/truth.h"
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

  // The rows of a report by the texts of its first cells after the application.
  static std::map<std::vector<std::string>, std::vector<ReportCell>> rows(const std::string& name,
                                                                          std::size_t keys) {
    const auto report = run_report(*world_->store, name, kApp, 0, world_->end_ms);
    EXPECT_TRUE(report) << report.error().message;
    std::map<std::vector<std::string>, std::vector<ReportCell>> rows;
    if (!report) return rows;
    EXPECT_EQ(report->coverage.events, tally().events());
    EXPECT_EQ(report->coverage.runs, tally().runs());
    EXPECT_EQ(report->coverage.projects, tally().projects());
    EXPECT_EQ(report->coverage.runs_without_project, tally().runs_without_project());
    EXPECT_THAT(report->coverage.apps, ::testing::ElementsAre(kApp));
    for (const auto& row : report->rows) {
      std::vector<std::string> key;
      for (std::size_t i = 0; i < keys; ++i) key.push_back(std::get<std::string>(row[1 + i]));
      rows[key] = {row.begin() + 1 + static_cast<std::ptrdiff_t>(keys), row.end()};
    }
    return rows;
  }

  static std::int64_t number(const ReportCell& cell) { return std::get<std::int64_t>(cell); }
  static Share share(const ReportCell& cell) { return std::get<Share>(cell); }

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
        rows.push_back(row_from_event(kApp, arrival->received_ms, arrival->event));
        if (rows.size() == kRowsPerLoad) load(rows);
      }
      load(rows);
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
    std::unique_ptr<Tally> tally;
    std::unique_ptr<Store> store;
  };

 private:
  static std::unique_ptr<World> world_;
};

std::unique_ptr<SimulatedReportsTest::World> SimulatedReportsTest::world_;

TEST_F(SimulatedReportsTest, activity_has_each_days_weeks_and_months_runs_and_projects) {
  const auto found = rows("activity", 2);
  EXPECT_EQ(found.size(), tally().periods().size());
  const std::vector<std::string> units = {"day", "week", "month"};
  for (const auto& [key, period] : tally().periods()) {
    const auto row = found.find({units[static_cast<std::size_t>(key.first)], text_of(key.second)});
    ASSERT_NE(row, found.end());
    std::vector<std::int64_t> numbers;
    for (const ReportCell& cell : row->second) numbers.push_back(number(cell));
    EXPECT_THAT(numbers,
                ::testing::ElementsAre(period.runs, period.runs - period.ci_runs, period.ci_runs,
                                       period.projects, period.local_projects, period.ci_projects));
  }
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
    EXPECT_EQ(number(row[3]), command.ci_runs);
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
      const auto range = command.durations.percentile(percents[j]);
      EXPECT_GE(number(row[1 + j]), range.low) << model().commands[i].name << percents[j];
      EXPECT_LE(number(row[1 + j]), range.high) << model().commands[i].name << percents[j];
    }
    // Four standard errors of a percentile, where the others of the sample would have it.
    const LogNormal put_in(model().commands[i].duration_ms);
    const double error = 4 * std::sqrt(0.09 / static_cast<double>(command.durations.total()));
    const auto p90 = static_cast<double>(number(row[2]));
    EXPECT_GE(p90, put_in.quantile(0.9 - error) - 1) << model().commands[i].name;
    if (error < 0.1) {
      EXPECT_LE(p90, put_in.quantile(0.9 + error)) << model().commands[i].name;
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
      EXPECT_EQ(number(row[2]), option.projects);
      EXPECT_EQ(share(row[3]), (Share{.count = option.ci_runs, .of = option.runs}));
      EXPECT_EQ(std::get<std::string>(row[4]), text_of(option.last_day));
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
  const auto found = rows("environments", 3);
  EXPECT_EQ(found.size(), tally().places().size());
  for (const auto& [place, counted] : tally().places()) {
    const bool ci = place[0] == 1;
    const auto& platform = (ci ? model().ci_platforms : model().local_platforms)[place[1]];
    const std::string& system = model().ci_systems[place[2]].name;
    const std::string where = !ci ? "local" : system.empty() ? "CI" : system;
    const auto& row = found.at({platform.os, platform.arch, where});
    EXPECT_EQ(number(row[0]), counted.runs);
    EXPECT_EQ(number(row[2]), counted.projects);
  }
}

}  // namespace
}  // namespace overt::simulate
