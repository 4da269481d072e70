// What has really happened in a simulation: counted while it goes on, as the reports count, so that
// a report on its events can be compared number by number. Keeps no events; for each project some
// hundred bytes.
#pragma once

#include <array>
#include <chrono>
#include <compare>
#include <cstdint>
#include <deque>
#include <map>
#include <utility>
#include <vector>

#include "simulate/duration_counts.h"
#include "simulate/model.h"
#include "simulate/simulation.h"

namespace overt::simulate {

enum class Unit : std::uint8_t { kDay, kWeek, kMonth };  // a week begins on Monday

// A run is of the day (UTC) on which its start arrived. Projects are distinct ones.
struct PeriodTally {
  std::int64_t runs = 0;
  std::int64_t ci_runs = 0;
  std::int64_t projects = 0;
  std::int64_t local_projects = 0;
  std::int64_t ci_projects = 0;
};

struct OptionTally {
  std::int64_t runs = 0;
  std::int64_t ci_runs = 0;
  std::int64_t projects = 0;
  std::chrono::sys_days last_day;
};

struct CommandTally {
  std::int64_t runs = 0;
  std::int64_t ci_runs = 0;
  std::int64_t projects = 0;
  std::int64_t ended = 0;
  std::int64_t failed = 0;
  std::int64_t ended_projects = 0;      // with a run that ended
  std::int64_t failed_projects = 0;     // with a run that failed
  std::int64_t old_runs = 0;            // whose start arrived more than a day before the end
  std::int64_t old_unfinished = 0;      // of these: whose end has not arrived
  DurationCounts durations;             // of runs that succeeded
  std::vector<std::int64_t> ended_in;   // by release
  std::vector<std::int64_t> failed_in;  // by release
  std::vector<OptionTally> options;
};

struct PlaceTally {
  std::int64_t runs = 0;
  std::int64_t projects = 0;
};

// A release, the first day on which an event of it arrived, and its runs that ended.
struct ReleaseTally {
  bool seen = false;
  std::chrono::sys_days first_day;
  std::int64_t ended = 0;
  std::int64_t failed = 0;
  DurationCounts durations;  // of runs that succeeded
};

// Who upgraded to a release. Only projects that were seen before its first day, and on that or
// later, could.
struct UpgradeTally {
  std::int64_t projects = 0;
  std::vector<int> lags;  // of those that did: days after its first day; ascending
};

class Tally {
 public:
  // Borrows the model. `end_ms` is the simulation's: when the reports are asked.
  Tally(const Model& model, std::int64_t end_ms);

  // In the order in which they arrive; what comes again is known, and counts as `duplicates` only.
  void add(const Arrival& arrival);

  std::int64_t events() const { return events_; }
  std::int64_t duplicates() const { return duplicates_; }
  std::int64_t runs() const { return runs_; }
  std::int64_t late_runs() const { return late_runs_; }
  std::int64_t runs_without_project() const { return runs_without_project_; }
  std::int64_t projects() const { return project_count_; }

  const std::map<std::pair<Unit, std::chrono::sys_days>, PeriodTally>& periods() const {
    return periods_;
  }
  // As many as the model has.
  const std::vector<CommandTally>& commands() const { return commands_; }
  const std::vector<ReleaseTally>& releases() const { return releases_; }

  // By the first day of a week, and the release: projects with a run of it in that week.
  const std::map<std::pair<std::chrono::sys_days, std::size_t>, std::int64_t>& versions() const {
    return versions_;
  }
  // By the week in which a project was first seen, and a week: projects.
  const std::map<std::pair<std::chrono::sys_days, std::chrono::sys_days>, std::int64_t>& retention()
      const {
    return retention_;
  }
  // By whether it is CI, the place among those platforms, and among the CI systems (0 for local
  // runs).
  const std::map<std::array<std::size_t, 3>, PlaceTally>& places() const { return places_; }

  // For each project and release it was seen on: days from the release's first day to the project's
  // first one on it; without those of a project that began with it if `upgrades_only`. Ascending.
  std::vector<int> upgrade_lags(bool upgrades_only) const;

  // To a release that is seen.
  UpgradeTally upgrades_to(std::size_t release) const;

 private:
  // What was seen of a project.
  struct Seen {
    std::array<std::array<std::chrono::sys_days, 3>, 3> periods{};  // by unit; all, local, CI
    std::chrono::sys_days first_day{};
    std::chrono::sys_days last_day{};
    std::chrono::sys_days first_week{};
    std::chrono::sys_days versions_week{};
    std::uint64_t versions = 0;  // in that week
    std::uint64_t commands = 0;
    std::uint64_t ended_commands = 0;
    std::uint64_t failed_commands = 0;
    std::vector<std::uint64_t> options;           // by command
    std::vector<std::chrono::sys_days> releases;  // the first day on each; kNotSeen
    std::array<std::uint64_t, 2> platforms{};     // local, CI
    bool any = false;
  };

  void begin_day(std::chrono::sys_days day);
  void add_start(const Arrival& arrival);
  void add_exit(const Arrival& arrival);
  void add_periods(const Run& run);
  void add_options(const Run& run);
  void add_place(const Run& run);
  void add_version(const Run& run);
  void add_retention(const Run& run);
  Seen& seen_of(const Run& run);

  const Model& model_;
  const std::int64_t end_ms_;
  std::int64_t events_ = 0;
  std::int64_t duplicates_ = 0;
  std::int64_t runs_ = 0;
  std::int64_t late_runs_ = 0;
  std::int64_t runs_without_project_ = 0;
  std::int64_t project_count_ = 0;
  std::array<std::chrono::sys_days, 3> now_{};  // the first day of each unit
  std::map<std::pair<Unit, std::chrono::sys_days>, PeriodTally> periods_;
  std::vector<CommandTally> commands_;
  std::vector<ReleaseTally> releases_;
  std::map<std::pair<std::chrono::sys_days, std::size_t>, std::int64_t> versions_;
  std::map<std::pair<std::chrono::sys_days, std::chrono::sys_days>, std::int64_t> retention_;
  std::map<std::array<std::size_t, 3>, PlaceTally> places_;
  std::deque<Seen> seen_;  // by project
};

}  // namespace overt::simulate
