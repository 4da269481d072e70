#include "simulate/population.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "contract/load.h"
#include "simulate/truth.h"

namespace overt::simulate {
namespace {

double tolerance(double share, double n) { return 4 * std::sqrt(share * (1 - share) / n); }

class PopulationTest : public testing::Test {
 protected:
  PopulationTest() {
    const auto contract = load_contract(std::string(OVERT_CONTRACTS) + "/werf.toml");
    EXPECT_TRUE(contract);
    if (contract) model_ = default_model(**contract);
    model_.projects_per_day = 40;
  }

  Model model_;
};

TEST_F(PopulationTest, is_as_large_on_the_first_day_as_on_later_ones) {
  Population population(model_, 1);
  const double expected = expected::projects_alive(model_);
  for (int day = 0; day < model_.days; ++day) {
    population.begin_day(day);
    ASSERT_NEAR(static_cast<double>(population.alive()), expected, 4 * std::sqrt(expected)) << day;
  }
}

TEST_F(PopulationTest, projects_live_as_long_as_the_model_says) {
  Population population(model_, 2);
  for (int day = 0; day < model_.days; ++day) population.begin_day(day);
  double all = 0;
  double after_4_weeks = 0;
  for (const Project& project : population.projects()) {
    if (project.first_day < 0) continue;
    ++all;
    after_4_weeks += project.last_day - project.first_day >= 28 ? 1 : 0;
  }
  const double expected = expected::survival(model_, 28);
  EXPECT_NEAR(all, 40 * model_.days, 4 * std::sqrt(40 * model_.days));
  EXPECT_NEAR(after_4_weeks / all, expected, tolerance(expected, all));
}

TEST_F(PopulationTest, projects_are_as_busy_and_as_much_in_ci_as_the_model_says) {
  Population population(model_, 3);
  for (int day = 0; day < model_.days; ++day) population.begin_day(day);
  double all = 0;
  double below_p50 = 0;
  double below_p90 = 0;
  double no_ci = 0;
  double ci = 0;
  for (const Project& project : population.projects()) {
    ++all;
    below_p50 += project.runs_per_day < model_.runs_per_day.p50 ? 1 : 0;
    below_p90 += project.runs_per_day < model_.runs_per_day.p90 ? 1 : 0;
    no_ci += project.ci_share == 0 ? 1 : 0;
    ci += project.ci_share;
  }
  EXPECT_NEAR(below_p50 / all, 0.5, tolerance(0.5, all));
  EXPECT_NEAR(below_p90 / all, 0.9, tolerance(0.9, all));
  EXPECT_NEAR(no_ci / all, model_.no_ci, tolerance(model_.no_ci, all));
  EXPECT_NEAR(ci / all, expected::ci_share(model_), tolerance(0.5, all));
}

// Those that were there before the release, still are, and upgrade at all.
TEST_F(PopulationTest, projects_take_a_release_after_the_lag_that_the_model_says) {
  model_.lifetime_days = kDaysMax;
  model_.projects_per_day = 0.1;
  model_.upgrade_lag_days = {.p50 = 5, .p90 = 25};
  model_.releases = {{.day = -10, .version = "1.0.0"}, {.day = 5, .version = "1.1.0"}};
  model_.days = 200;
  Population population(model_, 4);
  std::vector<int> taken;
  std::vector<bool> has;
  for (int day = 0; day < model_.days; ++day) {
    population.begin_day(day);
    const auto& projects = population.projects();
    has.resize(projects.size());
    for (std::size_t i = 0; i < projects.size(); ++i) {
      if (projects[i].first_day >= 5 || projects[i].release == 0 || has[i]) continue;
      has[i] = true;
      taken.push_back(day - 5);
    }
  }
  const auto before = static_cast<double>(std::ranges::count_if(
      population.projects(), [](const Project& project) { return project.first_day < 5; }));
  ASSERT_GT(before, 3000);
  const auto share_below = [&](int days) {
    return static_cast<double>(std::ranges::count_if(taken, [&](int lag) { return lag < days; })) /
           before;
  };
  const double upgrading = 1 - model_.never_upgrades;
  EXPECT_NEAR(share_below(5), upgrading * 0.5, tolerance(upgrading * 0.5, before));
  EXPECT_NEAR(share_below(25), upgrading * 0.9, tolerance(upgrading * 0.9, before));
  EXPECT_NEAR(share_below(200), upgrading, tolerance(upgrading, before) + 0.01);
}

TEST_F(PopulationTest, a_new_project_begins_with_the_newest_release) {
  model_.never_upgrades = 1;
  Population population(model_, 5);
  for (int day = 0; day < model_.days; ++day) population.begin_day(day);
  for (const Project& project : population.projects()) {
    if (project.first_day < 0) continue;
    const auto newer = std::ranges::find_if(model_.releases, [&](const ReleaseModel& release) {
      return release.day > project.first_day;
    });
    ASSERT_EQ(project.release, newer - model_.releases.begin() - 1);
  }
}

}  // namespace
}  // namespace overt::simulate
