#include "simulate/truth.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "simulate/real_functions.h"

namespace overt::simulate {
namespace {

using Json = nlohmann::ordered_json;

// 0.1 + 0.2 need not show what doubles are.
double rounded(double number) { return std::round(number * 1e6) / 1e6; }

std::string text_of(std::chrono::sys_days day) {
  const std::chrono::year_month_day date(day);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

Json expected_command(const Model& model, std::size_t place) {
  const CommandModel& command = model.commands[place];
  const LogNormal duration(command.duration_ms);
  Json options = Json::array();
  for (const OptionModel& option : command.options) {
    options.push_back({{"option", option.name},
                       {"ofRuns", rounded(expected::option_share(option))},
                       {"ofProjectsThatKnowIt", option.share},
                       {"projectsThatKnowIt", option.of_projects}});
  }
  return {{"command", command.name},
          {"ofAllRuns", rounded(expected::command_share(model, place))},
          {"failing", command.failing},
          {"unfinished", model.unfinished},
          {"durationMs",
           {{"p50", rounded(duration.quantile(0.50))},
            {"p90", rounded(duration.quantile(0.90))},
            {"p99", rounded(duration.quantile(0.99))}}},
          {"options", std::move(options)}};
}

Json expected_releases(const Model& model) {
  Json releases = Json::array();
  for (std::size_t i = 0; i < model.releases.size(); ++i) {
    const ReleaseModel& release = model.releases[i];
    Json json = {{"version", release.version},
                 {"day", text_of(model.first_day + std::chrono::days(release.day))}};
    if (!release.worse_command.empty()) {
      const auto worse =
          std::ranges::find(model.commands, release.worse_command, &CommandModel::name);
      json["worseCommand"] = release.worse_command;
      json["worseBy"] = release.worse_by;
      json["failing"] =
          rounded(failing_in(model, static_cast<std::size_t>(worse - model.commands.begin()), i));
    }
    releases.push_back(std::move(json));
  }
  return releases;
}

Json expected_json(const Model& model) {
  Json commands = Json::array();
  for (std::size_t i = 0; i < model.commands.size(); ++i) {
    commands.push_back(expected_command(model, i));
  }
  Json survival = Json::array();
  for (int week = 0; week <= model.days / 7; ++week) {
    survival.push_back(rounded(expected::survival(model, 7 * week)));
  }
  return {{"projectsAlive", rounded(expected::projects_alive(model))},
          {"projectsPerDay", model.projects_per_day},
          {"runsPerProjectAndDay", rounded(LogNormal(model.runs_per_day).mean())},
          {"ciShare", rounded(expected::ci_share(model))},
          {"lateOfLocalRuns", model.late},
          {"duplicatesOfEvents", model.duplicates},
          {"upgradeLagDays",
           {{"p50", expected::upgrade_lag_days(model, 0.50)},
            {"p90", expected::upgrade_lag_days(model, 0.90)}}},
          {"neverUpgrade", model.never_upgrades},
          {"survivalByWeek", std::move(survival)},
          {"releases", expected_releases(model)},
          {"commands", std::move(commands)}};
}

Json periods_json(const Tally& tally) {
  constexpr std::array<std::string_view, 3> kNames = {"day", "week", "month"};
  Json periods = Json::array();
  for (const auto& [key, period] : tally.periods()) {
    periods.push_back({{"per", kNames[static_cast<std::size_t>(key.first)]},
                       {"begins", text_of(key.second)},
                       {"runs", period.runs},
                       {"localRuns", period.runs - period.ci_runs},
                       {"ciRuns", period.ci_runs},
                       {"projects", period.projects},
                       {"localProjects", period.local_projects},
                       {"ciProjects", period.ci_projects}});
  }
  return periods;
}

// The ends of the range that the percentile is in.
Json percentile_json(const DurationCounts& durations, int percent) {
  const auto range = durations.percentile(percent);
  return Json::array({range.low, range.high});
}

Json command_json(const Model& model, std::size_t place, const CommandTally& command) {
  Json json = {{"command", model.commands[place].name},
               {"runs", command.runs},
               {"ciRuns", command.ci_runs},
               {"projects", command.projects},
               {"endedRuns", command.ended},
               {"failedRuns", command.failed},
               {"endedProjects", command.ended_projects},
               {"failedProjects", command.failed_projects},
               {"startedADayAgo", command.old_runs},
               {"unfinishedRuns", command.old_unfinished}};
  if (command.durations.total() > 0) {
    json["durationMs"] = {{"p50", percentile_json(command.durations, 50)},
                          {"p90", percentile_json(command.durations, 90)},
                          {"p99", percentile_json(command.durations, 99)}};
  }
  json["releases"] = Json::array();
  for (std::size_t i = 0; i < model.releases.size(); ++i) {
    if (command.ended_in[i] == 0) continue;
    json["releases"].push_back({{"version", model.releases[i].version},
                                {"endedRuns", command.ended_in[i]},
                                {"failedRuns", command.failed_in[i]}});
  }
  json["options"] = Json::array();
  for (std::size_t i = 0; i < command.options.size(); ++i) {
    const OptionTally& option = command.options[i];
    if (option.runs == 0) continue;
    json["options"].push_back({{"option", model.commands[place].options[i].name},
                               {"runs", option.runs},
                               {"ciRuns", option.ci_runs},
                               {"projects", option.projects},
                               {"lastDay", text_of(option.last_day)}});
  }
  return json;
}

Json places_json(const Model& model, const Tally& tally) {
  Json places = Json::array();
  for (const auto& [place, counted] : tally.places()) {
    const bool ci = place[0] == 1;
    const PlatformModel& platform = (ci ? model.ci_platforms : model.local_platforms)[place[1]];
    const std::string& system = model.ci_systems[place[2]].name;
    const std::string where_in_ci = system.empty() ? "CI" : system;
    places.push_back({{"os", platform.os},
                      {"arch", platform.arch},
                      {"where", ci ? where_in_ci : "local"},
                      {"runs", counted.runs},
                      {"projects", counted.projects}});
  }
  return places;
}

// The nearest rank.
Json lag_json(const std::vector<int>& lags) {
  if (lags.empty()) return nullptr;
  const auto rank = [&lags](std::size_t percent) {
    return lags[(lags.size() * percent + 99) / 100 - 1];
  };
  return {{"n", lags.size()}, {"p50", rank(50)}, {"p90", rank(90)}};
}

Json releases_json(const Model& model, const Tally& tally) {
  Json releases = Json::array();
  for (std::size_t i = 0; i < model.releases.size(); ++i) {
    const ReleaseTally& release = tally.releases()[i];
    if (!release.seen) continue;
    const UpgradeTally upgrades = tally.upgrades_to(i);
    Json json = {
        {"version", model.releases[i].version}, {"firstDay", text_of(release.first_day)},
        {"endedRuns", release.ended},           {"failedRuns", release.failed},
        {"projectsBefore", upgrades.projects},  {"upgradeLagDays", lag_json(upgrades.lags)}};
    if (release.durations.total() > 0) json["p90Ms"] = percentile_json(release.durations, 90);
    releases.push_back(std::move(json));
  }
  return releases;
}

Json realised_json(const Model& model, const Tally& tally) {
  Json commands = Json::array();
  for (std::size_t i = 0; i < model.commands.size(); ++i) {
    commands.push_back(command_json(model, i, tally.commands()[i]));
  }
  Json versions = Json::array();
  for (const auto& [key, projects] : tally.versions()) {
    versions.push_back({{"week", text_of(key.first)},
                        {"version", model.releases[key.second].version},
                        {"projects", projects}});
  }
  Json retention = Json::array();
  for (const auto& [key, projects] : tally.retention()) {
    retention.push_back(
        {{"firstWeek", text_of(key.first)}, {"week", text_of(key.second)}, {"projects", projects}});
  }
  return {{"events", tally.events()},
          {"duplicates", tally.duplicates()},
          {"runs", tally.runs()},
          {"lateRuns", tally.late_runs()},
          {"runsWithoutProject", tally.runs_without_project()},
          {"projects", tally.projects()},
          {"upgradeLagDays", lag_json(tally.upgrade_lags(false))},
          {"upgradeLagDaysOfUpgrades", lag_json(tally.upgrade_lags(true))},
          {"activity", periods_json(tally)},
          {"releases", releases_json(model, tally)},
          {"versions", std::move(versions)},
          {"retention", std::move(retention)},
          {"environments", places_json(model, tally)},
          {"commands", std::move(commands)}};
}

double sum_of(const Model& model, double CommandModel::* share) {
  double sum = 0;
  for (const CommandModel& command : model.commands) sum += command.*share;
  return sum;
}

}  // namespace

double expected::projects_alive(const Model& model) {
  return model.projects_per_day / (1 - exponential(-1 / model.lifetime_days));
}

double expected::ci_share(const Model& model) {
  const double both = 1 - model.no_ci - model.only_ci;
  return model.only_ci + both * (model.ci_share_min + model.ci_share_max) / 2;
}

double expected::command_share(const Model& model, std::size_t command) {
  const double ci = ci_share(model);
  const CommandModel& given = model.commands[command];
  return (1 - ci) * given.local_share / sum_of(model, &CommandModel::local_share) +
         ci * given.ci_share / sum_of(model, &CommandModel::ci_share);
}

double expected::option_share(const OptionModel& option) {
  return option.share * option.of_projects;
}

int expected::upgrade_lag_days(const Model& model, double p) {
  return static_cast<int>(std::floor(LogNormal(model.upgrade_lag_days).quantile(p)));
}

double expected::survival(const Model& model, int days) {
  return exponential(-days / model.lifetime_days);
}

std::string truth_json(const Model& model, std::string_view app, std::uint64_t seed,
                       const Tally& tally) {
  const Json json = {{"app", app},
                     {"seed", seed},
                     {"firstDay", text_of(model.first_day)},
                     {"days", model.days},
                     {"expected", expected_json(model)},
                     {"realised", realised_json(model, tally)}};
  return json.dump(2) + "\n";
}

}  // namespace overt::simulate
