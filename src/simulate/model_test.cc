#include "simulate/model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <string>

#include "contract/test_contract.h"

namespace overt::simulate {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

LoadedContract house_contract(const std::string& app) {
  auto contract = load_contract(std::string(OVERT_CONTRACTS) + "/" + app + ".toml");
  if (contract) return *std::move(contract);
  ADD_FAILURE() << contract.error().message;
  return std::make_shared<Contract>();
}

std::string problem_of(const Model& model, const Contract& contract) {
  const Status status = check_model(model, contract);
  return status ? "" : status.error().message;
}

TEST(ModelTest, the_default_of_werf_fits_its_contract) {
  const LoadedContract contract = house_contract("werf");
  const Model model = default_model(*contract);
  EXPECT_EQ(model.commands.front().name, "werf converge");
  EXPECT_EQ(model.releases[4].worse_command, "werf converge");
  EXPECT_EQ(problem_of(model, *contract), "");
}

TEST(ModelTest, any_other_contract_gets_a_model_of_its_own_commands_and_options) {
  const LoadedContract contract = house_contract("git");
  const Model model = default_model(*contract);
  EXPECT_THAT(model.commands.front().name, StartsWith("git"));
  EXPECT_FALSE(model.commands.front().options.empty());
  EXPECT_EQ(problem_of(model, *contract), "");
}

TEST(ModelTest, a_contract_with_next_to_nothing_gets_one_too) {
  const LoadedContract contract =
      ::overt::testing::contract_from(std::string(::overt::testing::kContractHead) + R"(
commands = ["tool"]
[[attribute]]
name = "os"
type = "enum"
values = ["darwin", "linux", "windows"]
why.en = "A test."
[[attribute]]
name = "arch"
type = "enum"
values = ["amd64", "arm64"]
why.en = "A test."
[[attribute]]
name = "version"
type = "version"
why.en = "A test."
[[event]]
type = "CommandStarted"
why.en = "A test."
[[event]]
type = "CommandExited"
why.en = "A test."
fields = [{ name = "exitCode", type = "exit_code", why.en = "A test." },
          { name = "durationMs", type = "duration_ms", why.en = "A test." }]
)");
  const Model model = default_model(*contract);
  EXPECT_EQ(model.commands.size(), 1U);
  EXPECT_EQ(problem_of(model, *contract), "");
}

TEST(ModelTest, what_the_contract_does_not_let_in_is_named) {
  const LoadedContract contract = house_contract("werf");
  Model model = default_model(*contract);
  model.commands[3].name = "werf Xyzzy";
  EXPECT_EQ(
      problem_of(model, *contract),
      "the model: werf Xyzzy does not fit the contract of werf: command: not in the contract");
  model = default_model(*contract);
  model.commands[2].options[0].name = "xyzzy";
  EXPECT_THAT(problem_of(model, *contract), HasSubstr("option that is not in the contract"));
  model = default_model(*contract);
  model.ci_systems.back().name = "xyzzy";
  EXPECT_THAT(problem_of(model, *contract), HasSubstr("ciName: must be one of its values"));
  model = default_model(*contract);
  model.channels[1].name = "xyzzy";
  EXPECT_THAT(problem_of(model, *contract), HasSubstr("groupChannel"));
  model = default_model(*contract);
  model.ci_platforms.back().arch = "pdp11";
  EXPECT_THAT(problem_of(model, *contract), HasSubstr("arch"));
  model = default_model(*contract);
  model.releases.back().version = "two";
  EXPECT_THAT(problem_of(model, *contract), HasSubstr("version"));
}

struct Wrong {
  std::string what;
  std::function<void(Model&)> make;
  std::string problem;
};

class WrongModelTest : public ::testing::TestWithParam<Wrong> {};

TEST_P(WrongModelTest, is_refused_with_what_is_wrong) {
  const LoadedContract contract = house_contract("werf");
  Model model = default_model(*contract);
  GetParam().make(model);
  EXPECT_THAT(problem_of(model, *contract), HasSubstr(GetParam().problem));
}

INSTANTIATE_TEST_SUITE_P(
    ModelTest, WrongModelTest,
    ::testing::Values(
        Wrong{"no_days", [](Model& m) { m.days = 0; }, "days: must be from 1 to 36500, and is 0"},
        Wrong{"too_many_days", [](Model& m) { m.days = kDaysMax + 1; }, "days"},
        Wrong{"negative_rate", [](Model& m) { m.projects_per_day = -1; }, "projects a day"},
        Wrong{"no_number",
              [](Model& m) { m.projects_per_day = std::numeric_limits<double>::quiet_NaN(); },
              "projects a day"},
        Wrong{"short_lives", [](Model& m) { m.lifetime_days = 0.5; }, "lifetime"},
        Wrong{"p90_below_p50", [](Model& m) { m.runs_per_day.p90 = 1; }, "runs a day: p90"},
        Wrong{"wide_spread", [](Model& m) { m.commands[1].duration_ms.p90 = 1e9; },
              "werf build, duration in ms: p90 must be from p50 to 1000 times p50"},
        Wrong{"p50_of_0", [](Model& m) { m.upgrade_lag_days.p50 = 0; }, "upgrade lag"},
        Wrong{"more_than_all", [](Model& m) { m.no_ci = 0.96; }, "either only"},
        Wrong{"ci_shares_swapped", [](Model& m) { m.ci_share_min = 0.95; }, "least share of CI"},
        Wrong{"silent_hours", [](Model& m) { m.local.hours.fill(0); }, "hours: one must be over 0"},
        Wrong{"no_release", [](Model& m) { m.releases.clear(); }, "releases"},
        Wrong{"releases_in_no_order", [](Model& m) { m.releases[0].day = 99; }, "order"},
        Wrong{"worse_at_nothing", [](Model& m) { m.releases[1].worse_command = "werf x"; },
              "release 2.8.0: werf x is none of its commands"},
        Wrong{"worse_than_always", [](Model& m) { m.releases[4].worse_by = 12; },
              "werf converge, failing in 2.11.0: must be from 0 to 1"},
        Wrong{"too_many_options", [](Model& m) { m.commands[0].options.resize(kKindsMax + 1); },
              "werf converge, options: must be 0 to 64, and are 65"},
        Wrong{"no_command_in_ci",
              [](Model& m) {
                for (CommandModel& command : m.commands) command.ci_share = 0;
              },
              "shares of commands in CI: one must be over 0"},
        Wrong{"lateness_beyond_the_latest", [](Model& m) { m.late_days = 30; }, "late"},
        Wrong{"no_platform", [](Model& m) { m.ci_platforms.clear(); }, "platforms"},
        Wrong{"duplicates", [](Model& m) { m.duplicates = 1.5; }, "duplicates"}),
    [](const ::testing::TestParamInfo<Wrong>& wrong) { return wrong.param.what; });

}  // namespace
}  // namespace overt::simulate
