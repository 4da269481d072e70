#include "simulate/tally.h"

#include <algorithm>

namespace overt::simulate {
namespace {

using std::chrono::sys_days;

constexpr std::int64_t kDayMs = 86'400'000;
constexpr sys_days kNotSeen = sys_days::min();

sys_days day_of(std::int64_t unix_ms) {
  return std::chrono::floor<std::chrono::days>(
      std::chrono::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(unix_ms)));
}

// The first day of what `day` is in; by Unit.
std::array<sys_days, 3> units_of(sys_days day) {
  const std::chrono::year_month_day date(day);
  const auto since_monday = std::chrono::weekday(day) - std::chrono::Monday;
  return {day, day - since_monday, date.year() / date.month() / 1};
}

// Whether `bit` was not in `bits`; it is from now on.
bool add_bit(std::uint64_t& bits, std::size_t bit) {
  const std::uint64_t mask = std::uint64_t{1} << bit;
  const bool is_new = (bits & mask) == 0;
  bits |= mask;
  return is_new;
}

}  // namespace

Tally::Tally(const Model& model, std::int64_t end_ms)
    : model_(model),
      end_ms_(end_ms),
      commands_(model.commands.size()),
      releases_(model.releases.size()) {
  now_.fill(kNotSeen);
  for (std::size_t i = 0; i < commands_.size(); ++i) {
    commands_[i].options.resize(model.commands[i].options.size());
    commands_[i].ended_in.resize(model.releases.size());
    commands_[i].failed_in.resize(model.releases.size());
  }
}

void Tally::add(const Arrival& arrival) {
  if (arrival.is_duplicate) {
    ++duplicates_;
    return;
  }
  ++events_;
  begin_day(day_of(arrival.received_ms));
  arrival.is_start ? add_start(arrival) : add_exit(arrival);
}

void Tally::begin_day(sys_days day) {
  if (now_[0] != day) now_ = units_of(day);
}

Tally::Seen& Tally::seen_of(const Run& run) {
  if (run.project >= seen_.size()) seen_.resize(run.project + 1);
  Seen& seen = seen_[run.project];
  if (!seen.any) {
    ++project_count_;
    seen.any = true;
    for (auto& unit : seen.periods) unit.fill(kNotSeen);
    seen.first_day = now_[0];
    seen.first_week = now_[1];
    seen.options.resize(commands_.size());
    seen.releases.assign(releases_.size(), kNotSeen);
  }
  return seen;
}

void Tally::add_start(const Arrival& arrival) {
  const Run& run = arrival.run;
  CommandTally& command = commands_[run.command];
  ++runs_;
  ++command.runs;
  if (run.ci) ++command.ci_runs;
  if (run.late_ms > 0) ++late_runs_;
  if (arrival.received_ms < end_ms_ - kDayMs) {
    ++command.old_runs;
    ++command.old_unfinished;
  }
  add_periods(run);
  add_options(run);
  add_place(run);
  ReleaseTally& release = releases_[run.release];
  if (!release.seen) release.first_day = now_[0];
  release.seen = true;
  if (!run.has_project) {
    ++runs_without_project_;
    return;
  }
  if (add_bit(seen_of(run).commands, run.command)) ++command.projects;
  add_version(run);
}

void Tally::add_exit(const Arrival& arrival) {
  const Run& run = arrival.run;
  CommandTally& command = commands_[run.command];
  const bool failed = run.exit_code != 0;
  ++command.ended;
  ++command.ended_in[run.release];
  ReleaseTally& release = releases_[run.release];
  ++release.ended;
  if (run.start_received_ms < end_ms_ - kDayMs) --command.old_unfinished;
  if (failed) {
    ++command.failed;
    ++command.failed_in[run.release];
    ++release.failed;
  } else {
    command.durations.add(run.duration_ms);
    release.durations.add(run.duration_ms);
  }
  if (!run.has_project) return;
  Seen& seen = seen_of(run);
  if (add_bit(seen.ended_commands, run.command)) ++command.ended_projects;
  if (failed && add_bit(seen.failed_commands, run.command)) ++command.failed_projects;
}

void Tally::add_periods(const Run& run) {
  for (std::size_t i = 0; i < now_.size(); ++i) {
    PeriodTally& period = periods_[{static_cast<Unit>(i), now_[i]}];
    ++period.runs;
    if (run.ci) ++period.ci_runs;
    if (!run.has_project) continue;
    Seen& seen = seen_of(run);
    auto& [any, local, ci] = seen.periods[i];
    if (static_cast<Unit>(i) == Unit::kWeek && any != now_[i]) {
      ++retention_[{seen.first_week, now_[i]}];
    }
    if (any != now_[i]) ++period.projects;
    any = now_[i];
    auto& of_kind = run.ci ? ci : local;
    if (of_kind != now_[i]) ++(run.ci ? period.ci_projects : period.local_projects);
    of_kind = now_[i];
  }
}

void Tally::add_options(const Run& run) {
  auto& options = commands_[run.command].options;
  for (std::size_t i = 0; i < options.size(); ++i) {
    if ((run.options >> i & 1) == 0) continue;
    ++options[i].runs;
    if (run.ci) ++options[i].ci_runs;
    options[i].last_day = now_[0];
    if (run.has_project && add_bit(seen_of(run).options[run.command], i)) ++options[i].projects;
  }
}

void Tally::add_place(const Run& run) {
  const std::array<std::size_t, 3> place = {run.ci ? std::size_t{1} : 0, run.platform,
                                            run.ci ? run.ci_system : std::size_t{0}};
  PlaceTally& tally = places_[place];
  ++tally.runs;
  if (!run.has_project) return;
  // All of a project's runs in CI are in the same system.
  if (add_bit(seen_of(run).platforms[place[0]], run.platform)) ++tally.projects;
}

void Tally::add_version(const Run& run) {
  Seen& seen = seen_of(run);
  seen.last_day = now_[0];
  if (seen.versions_week != now_[1]) {
    seen.versions_week = now_[1];
    seen.versions = 0;
  }
  if (add_bit(seen.versions, run.release)) ++versions_[{now_[1], run.release}];
  if (seen.releases[run.release] == kNotSeen) seen.releases[run.release] = now_[0];
}

std::vector<int> Tally::upgrade_lags(bool upgrades_only) const {
  std::vector<int> lags;
  for (const Seen& seen : seen_) {
    if (!seen.any) continue;
    sys_days first = sys_days::max();
    for (const sys_days day : seen.releases) {
      if (day != kNotSeen) first = std::min(first, day);
    }
    for (std::size_t i = 0; i < seen.releases.size(); ++i) {
      const sys_days day = seen.releases[i];
      if (day == kNotSeen || (upgrades_only && day == first)) continue;
      lags.push_back(static_cast<int>((day - releases_[i].first_day).count()));
    }
  }
  std::ranges::sort(lags);
  return lags;
}

UpgradeTally Tally::upgrades_to(std::size_t release) const {
  UpgradeTally upgrades;
  const sys_days first_day = releases_[release].first_day;
  for (const Seen& seen : seen_) {
    if (!seen.any || seen.first_day >= first_day || seen.last_day < first_day) continue;
    ++upgrades.projects;
    const sys_days day = seen.releases[release];
    if (day != kNotSeen) upgrades.lags.push_back(static_cast<int>((day - first_day).count()));
  }
  std::ranges::sort(upgrades.lags);
  return upgrades;
}

}  // namespace overt::simulate
