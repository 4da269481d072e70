// The model of a tool's users: what a simulation is told. All numbers are here, so all that a
// report may find is known before. docs/simulation.md says how they work together.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "overt/contract.hpp"
#include "simulate/distributions.h"

namespace overt::simulate {

// A set of commands, options, platforms or releases is kept as the bits of one number.
inline constexpr std::size_t kKindsMax = 64;

// A century; more days of history than any tool has.
inline constexpr int kDaysMax = 36'500;

// Of the default models: whole weeks, and 240 projects at a time.
inline constexpr int kDaysDefault = 91;
inline constexpr int kProjectsPerDayDefault = 2;

// What is late is at most this late: what is older, a sender drops.
inline constexpr double kLateDaysMax = 29;

// Projects that begin on one day. A simulation keeps a few hundred bytes for each.
inline constexpr int kProjectsPerDayMax = 10'000;

struct OptionModel {
  std::string name;
  double share = 0;           // of the command's runs in projects that know it
  double in_environment = 0;  // of its uses: given by a variable, not on the command line
  double of_projects = 1;     // the share of projects that know it
};

struct CommandModel {
  std::string name;
  double local_share = 0;   // of local runs; relative to the other commands' ones
  double ci_share = 0;      // of runs in CI, likewise
  double failing = 0;       // of the runs that end
  Percentiles duration_ms;  // of the runs that succeed
  std::vector<OptionModel> options;
};

struct ReleaseModel {
  int day = 0;  // after the first day of the simulation; before it if negative
  std::string version;
  std::string worse_command;  // empty, or the command that fails `worse_by` times as often in it
  double worse_by = 1;
};

struct PlatformModel {
  std::string os;
  std::string arch;
  double share = 0;  // relative to the others, as all shares of a list
};

struct ShareOf {
  std::string name;  // empty: not told
  double share = 0;
};

// When runs happen, in UTC; the numbers are relative to one another.
struct Rhythm {
  std::array<double, 24> hours{};
  std::array<double, 7> weekdays{};  // from Monday on
};

struct Model {
  std::chrono::sys_days first_day;
  int days = 0;

  // Projects begin as a Poisson process and live for a time that is exponential. On the first day
  // there are as many as there will be.
  double projects_per_day = 0;
  double lifetime_days = 0;  // the mean

  Percentiles runs_per_day;  // of a project, over a week
  double no_ci = 0;          // of projects: all runs are local
  double only_ci = 0;        // of projects: all runs are in CI
  double ci_share_min = 0;   // of the other projects' runs: uniform between the two
  double ci_share_max = 0;
  double no_project = 0;  // of local runs: outside of any project
  Rhythm local;
  Rhythm ci;

  std::vector<ReleaseModel> releases;  // by day, the first one before all others
  Percentiles upgrade_lag_days;        // from a release to the day of its upgrade
  double never_upgrades = 0;           // of projects

  std::vector<CommandModel> commands;
  double unfinished = 0;  // of runs: no CommandExited
  double late = 0;        // of local runs: sent days later
  double late_days = 1;   // their mean, were there no kLateDaysMax
  double duplicates = 0;  // of events: arrive once more

  std::vector<PlatformModel> local_platforms;  // of runs
  std::vector<PlatformModel> ci_platforms;
  std::vector<ShareOf> ci_systems;  // of projects, as the two below
  std::vector<ShareOf> channels;    // left out where the contract has none
};

// The model that a simulation of this contract's tool begins with: werf's where the contract has
// all commands and options of that one, otherwise one made of the contract's first commands and
// options.
Model default_model(const Contract& contract);

// Nothing, or what is wrong with the model: a number out of range, or something that the contract
// would not let in.
Status check_model(const Model& model, const Contract& contract);

}  // namespace overt::simulate
