#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <string_view>

#include "contract/gate.h"
#include "simulate/make_event.h"
#include "simulate/model.h"

namespace overt::simulate {
namespace {

// So that no draw of a log-normal is beyond what a number holds: 8 standard deviations are 10^19
// then.
constexpr double kPercentileMin = 1e-6;
constexpr double kPercentileMax = 1e9;
constexpr double kSpreadMax = 1000;  // p90 / p50

// Collects what is wrong; the first counts.
class Checks {
 public:
  void range(std::string_view name, double value, double min, double max) {
    require(std::isfinite(value) && value >= min && value <= max,
            fmt::format("{}: must be from {} to {}, and is {}", name, min, max, value));
  }

  void share(std::string_view name, double value) { range(name, value, 0, 1); }

  void percentiles(std::string_view name, const Percentiles& given) {
    range(name, given.p50, kPercentileMin, kPercentileMax);
    require(given.p90 >= given.p50 && given.p90 <= given.p50 * kSpreadMax,
            fmt::format("{}: p90 must be from p50 to {} times p50", name, kSpreadMax));
  }

  // Relative to one another: none below 0, and something above it.
  template <typename Range, typename ShareFunction>
  void shares(std::string_view name, const Range& range, ShareFunction share_of) {
    double sum = 0;
    for (const auto& one : range) {
      this->range(name, share_of(one), 0, kPercentileMax);
      sum += share_of(one);
    }
    require(sum > 0, fmt::format("{}: one must be over 0", name));
  }

  void size(std::string_view name, std::size_t size, std::size_t min) {
    require(size >= min && size <= kKindsMax,
            fmt::format("{}: must be {} to {}, and are {}", name, min, kKindsMax, size));
  }

  void require(bool holds, std::string what) {
    if (!holds && problem_.empty()) problem_ = "the model: " + std::move(what);
  }

  Status status() const {
    if (problem_.empty()) return Ok{};
    return Error{problem_};
  }
  bool ok() const { return problem_.empty(); }

 private:
  std::string problem_;
};

void check_projects(const Model& model, Checks& checks) {
  checks.range("days", model.days, 1, kDaysMax);
  checks.range("projects a day", model.projects_per_day, 0, kProjectsPerDayMax);
  checks.range("lifetime in days", model.lifetime_days, 1, kDaysMax);
  checks.percentiles("runs a day", model.runs_per_day);
  checks.share("projects without CI", model.no_ci);
  checks.share("projects with CI only", model.only_ci);
  checks.share("projects with either only", model.no_ci + model.only_ci);
  checks.range("least share of CI", model.ci_share_min, 0, model.ci_share_max);
  checks.share("largest share of CI", model.ci_share_max);
  checks.share("runs outside of projects", model.no_project);
  const auto itself = [](double number) { return number; };
  for (const Rhythm& rhythm : {model.local, model.ci}) {
    checks.shares("hours", rhythm.hours, itself);
    checks.shares("weekdays", rhythm.weekdays, itself);
  }
}

bool has_command(const Model& model, std::string_view name) {
  return std::ranges::find(model.commands, name, &CommandModel::name) != model.commands.end();
}

void check_releases(const Model& model, Checks& checks) {
  checks.size("releases", model.releases.size(), 1);
  checks.require(std::ranges::is_sorted(model.releases, {}, &ReleaseModel::day),
                 "releases: must be in the order of their days");
  for (const ReleaseModel& release : model.releases) {
    checks.range("day of a release", release.day, -kDaysMax, kDaysMax);
    checks.require(release.worse_command.empty() || has_command(model, release.worse_command),
                   fmt::format("release {}: {} is none of its commands", release.version,
                               release.worse_command));
  }
  checks.percentiles("upgrade lag in days", model.upgrade_lag_days);
  checks.share("projects that never upgrade", model.never_upgrades);
}

void check_commands(const Model& model, Checks& checks) {
  checks.size("commands", model.commands.size(), 1);
  checks.shares("local shares of commands", model.commands,
                [](const CommandModel& command) { return command.local_share; });
  checks.shares("shares of commands in CI", model.commands,
                [](const CommandModel& command) { return command.ci_share; });
  for (const CommandModel& command : model.commands) {
    checks.share(command.name + ", failing", command.failing);
    for (const ReleaseModel& release : model.releases) {
      if (release.worse_command != command.name) continue;
      checks.range("worse by", release.worse_by, 0, kPercentileMax);
      checks.share(command.name + ", failing in " + release.version,
                   command.failing * release.worse_by);
    }
    checks.percentiles(command.name + ", duration in ms", command.duration_ms);
    checks.size(command.name + ", options", command.options.size(), 0);
    for (const OptionModel& option : command.options) {
      checks.share(option.name + ", share", option.share);
      checks.share(option.name + ", share in the environment", option.in_environment);
      checks.share(option.name + ", share of projects", option.of_projects);
    }
  }
}

void check_rest(const Model& model, Checks& checks) {
  checks.share("runs that never finish", model.unfinished);
  checks.share("late runs", model.late);
  checks.range("days that runs are late", model.late_days, 0.1, kLateDaysMax);
  checks.share("duplicates", model.duplicates);
  const auto share = [](const auto& kind) { return kind.share; };
  for (const auto* platforms : {&model.local_platforms, &model.ci_platforms}) {
    checks.size("platforms", platforms->size(), 1);
    checks.shares("platforms", *platforms, share);
  }
  checks.size("CI systems", model.ci_systems.size(), 1);
  checks.shares("CI systems", model.ci_systems, share);
  checks.size("channels", model.channels.size(), 1);
  checks.shares("channels", model.channels, share);
}

// Everything of the model once: each place of each list, with all options of a command.
void check_events(const Model& model, const Contract& contract, Checks& checks) {
  const EventMaker maker(model, contract, 0);
  const std::size_t count =
      std::max({model.commands.size(), model.releases.size(), model.local_platforms.size(),
                model.ci_platforms.size(), model.ci_systems.size(), model.channels.size()});
  Event event;
  for (std::size_t i = 0; i < count; ++i) {
    const auto place = [i](const auto& list) { return static_cast<std::uint8_t>(i % list.size()); };
    const Project project{.id = std::string(64, '0'), .channel = place(model.channels)};
    for (const bool ci : {false, true}) {
      const Run run{.options = ~std::uint64_t{0},
                    .command = place(model.commands),
                    .release = place(model.releases),
                    .platform = place(ci ? model.ci_platforms : model.local_platforms),
                    .ci_system = place(model.ci_systems),
                    .ci = ci};
      for (const bool is_start : {true, false}) {
        maker.make(run, project, is_start, event);
        const auto refusal = check(contract, event);
        if (!refusal) continue;
        checks.require(false, fmt::format("{} does not fit the contract of {}: {}", event.command,
                                          contract.app, to_string(*refusal)));
      }
    }
  }
}

}  // namespace

Status check_model(const Model& model, const Contract& contract) {
  Checks checks;
  check_projects(model, checks);
  check_releases(model, checks);
  check_commands(model, checks);
  check_rest(model, checks);
  if (checks.ok()) check_events(model, contract, checks);
  return checks.status();
}

}  // namespace overt::simulate
