// The numbers are chosen to be plausible, and different enough for a report that mixes two up to
// show it. They are not measured: nobody's runs are in them.
#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>

#include "model/event.h"
#include "simulate/model.h"

namespace overt::simulate {
namespace {

using namespace std::chrono_literals;

constexpr double kSecond = 1000;
constexpr double kMinute = 60 * kSecond;

// For a tool that this room knows nothing of.
constexpr std::size_t kCommandsOfAnyTool = 12;
constexpr std::size_t kOptionsOfAnyCommand = 4;

Model without_commands() {
  Model model;
  model.first_day = 2026y / 1 / 5;  // a Monday
  model.days = kDaysDefault;
  model.projects_per_day = kProjectsPerDayDefault;
  model.lifetime_days = 120;
  model.runs_per_day = {.p50 = 2, .p90 = 12};
  model.no_ci = 0.35;
  model.only_ci = 0.05;
  model.ci_share_min = 0.2;
  model.ci_share_max = 0.9;
  model.no_project = 0.03;
  model.local = {.hours = {1,  1,  1,  1,  2,  4,  10, 20, 30, 32, 30, 26,
                           28, 32, 32, 28, 20, 14, 10, 8,  6,  4,  2,  1},
                 .weekdays = {10, 11, 11, 11, 9, 2, 2}};
  model.ci = {.hours = {14, 20, 16, 10, 8,  8,  12, 20, 28, 30, 28, 26,
                        26, 30, 30, 26, 20, 16, 12, 10, 8,  8,  8,  10},
              .weekdays = {10, 10, 10, 10, 9, 4, 4}};
  model.upgrade_lag_days = {.p50 = 5.5, .p90 = 25.5};
  model.never_upgrades = 0.08;
  model.unfinished = 0.012;
  model.late = 0.03;
  model.late_days = 2;
  model.duplicates = 0.002;
  model.local_platforms = {{"linux", "amd64", 0.62},
                           {"darwin", "arm64", 0.24},
                           {"darwin", "amd64", 0.06},
                           {"windows", "amd64", 0.06},
                           {"linux", "arm64", 0.02}};
  model.ci_platforms = {{"linux", "amd64", 0.95}, {"linux", "arm64", 0.05}};
  model.ci_systems = {
      {"gitlab", 0.62}, {"github-actions", 0.2}, {"jenkins", 0.08}, {"teamcity", 0.04}, {"", 0.06}};
  model.channels = {{"2 stable", 0.55}, {"2 ea", 0.1}, {"2 rock-solid", 0.05}, {"", 0.3}};
  return model;
}

// 2.9 before 2.10: in the order of numbers, which is not that of letters.
std::vector<ReleaseModel> releases(std::string worse_command) {
  return {
      {.day = -120, .version = "2.7.0"},
      {.day = -70, .version = "2.8.0"},
      {.day = -25, .version = "2.9.0"},
      {.day = 9, .version = "2.10.0"},
      {.day = 30, .version = "2.11.0", .worse_command = std::move(worse_command), .worse_by = 2.5},
      {.day = 44, .version = "2.11.1"},
      {.day = 65, .version = "2.12.0"}};
}

std::vector<CommandModel> commands_of_werf() {
  const OptionModel repo{.name = "repo", .share = 0.9, .in_environment = 0.7};
  const OptionModel env{.name = "env", .share = 0.6, .in_environment = 0.4};
  const OptionModel dev{.name = "dev", .share = 0.2};
  return {
      {"werf converge",
       12,
       44,
       0.09,
       {75 * kSecond, 260 * kSecond},
       {repo,
        env,
        {.name = "set", .share = 0.3},
        {.name = "values", .share = 0.25},
        {.name = "atomic", .share = 0.05, .in_environment = 0.2},
        {.name = "require-built-images", .share = 0.12, .in_environment = 0.5},
        {.name = "skip-dependencies-repo-refresh", .share = 0.4, .of_projects = 0.02}}},
      {"werf build",
       20,
       25,
       0.07,
       {40 * kSecond, 4 * kMinute},
       {repo,
        dev,
        {.name = "save-build-report", .share = 0.08, .in_environment = 0.6},
        {.name = "parallel-tasks-limit", .share = 0.04}}},
      {"werf render",
       18,
       3,
       0.05,
       {1.6 * kSecond, 5 * kSecond},
       {env, dev, {.name = "set", .share = 0.2}}},
      {"werf plan", 8, 4, 0.06, {6 * kSecond, 20 * kSecond}, {repo, env}},
      {"werf kubectl get",
       12,
       1,
       0.03,
       {350, 1.4 * kSecond},
       {{.name = "namespace", .share = 0.7}}},
      {"werf kubectl logs",
       8,
       0,
       0.02,
       {2 * kSecond, 3 * kMinute},
       {{.name = "namespace", .share = 0.6}}},
      {"werf compose up", 9, 0, 0.08, {25 * kSecond, 8 * kMinute}, {dev}},
      {"werf helm secret values edit", 5, 0, 0.01, {20 * kSecond, 2 * kMinute}, {}},
      {"werf ci-env", 0, 12, 0.005, {50, 120}, {}},
      {"werf cleanup", 1, 6, 0.04, {18 * kSecond, 2 * kMinute}, {repo}},
      {"werf lint", 3, 2, 0.12, {900, 2.5 * kSecond}, {}},
      {"werf dismiss", 2, 1, 0.03, {8 * kSecond, 40 * kSecond}, {env}},
      {"werf bundle publish", 1, 2, 0.04, {50 * kSecond, 3 * kMinute}, {repo}},
      {"werf host cleanup", 1, 0, 0.02, {4 * kSecond, 60 * kSecond}, {}},
  };
}

bool has_all(const Contract& contract, const std::vector<CommandModel>& commands) {
  return std::ranges::all_of(commands, [&contract](const CommandModel& command) {
    return std::ranges::binary_search(contract.commands, std::string_view(command.name)) &&
           std::ranges::all_of(command.options, [&contract](const OptionModel& option) {
             return contract.options.find(option.name).has_value();
           });
  });
}

// The n-th command is used 1/n as often as the first one (Zipf), and each takes the next options.
std::vector<CommandModel> commands_of(const Contract& contract) {
  std::vector<CommandModel> commands;
  for (std::size_t i = 0; i < std::min(contract.commands.size(), kCommandsOfAnyTool); ++i) {
    const auto rank = static_cast<double>(i + 1);
    CommandModel command{.name = std::string(contract.commands[i]),
                         .local_share = 1 / rank,
                         .ci_share = 1 / rank,
                         .failing = 0.02 + 0.01 * static_cast<double>(i % 5),
                         .duration_ms = {.p50 = 200 * rank, .p90 = 900 * rank}};
    const std::size_t options = std::min(contract.options.size(), kOptionsOfAnyCommand);
    for (std::size_t j = 0; j < options; ++j) {
      const std::size_t place = (i * kOptionsOfAnyCommand + j) % contract.options.size();
      command.options.push_back({.name = std::string(contract.options[place].name),
                                 .share = 0.5 / static_cast<double>(j + 1),
                                 .of_projects = j + 1 < kOptionsOfAnyCommand ? 1 : 0.02});
    }
    commands.push_back(std::move(command));
  }
  return commands;
}

// What is not told does as well where the contract has not the value.
void keep_what_fits(const Contract& contract, std::string_view attribute,
                    std::vector<ShareOf>& shares) {
  const auto spec = std::ranges::find(contract.attributes, attribute, &FieldSpec::name);
  for (ShareOf& share : shares) {
    const bool fits = spec != contract.attributes.end() && spec->type == FieldType::kEnum &&
                      std::ranges::binary_search(spec->values, std::string_view(share.name));
    if (!fits) share.name.clear();
  }
}

}  // namespace

Model default_model(const Contract& contract) {
  Model model = without_commands();
  model.commands = commands_of_werf();
  if (!has_all(contract, model.commands)) model.commands = commands_of(contract);
  for (CommandModel& command : model.commands) {  // as the client has them
    std::ranges::sort(command.options, {}, &OptionModel::name);
  }
  model.releases = releases(model.commands.front().name);
  keep_what_fits(contract, field::kCiName, model.ci_systems);
  keep_what_fits(contract, field::kGroupChannel, model.channels);
  return model;
}

}  // namespace overt::simulate
