// The projects of a simulation: who is there on a day, and who of them runs something next.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "simulate/distributions.h"
#include "simulate/model.h"

namespace overt::simulate {

struct Project {
  std::string id;  // a SHA-256 in hex, as that of a repository's origin would be
  int first_day = 0;
  int last_day = 0;
  double runs_per_day = 0;
  double ci_share = 0;
  bool upgrades = true;
  std::uint8_t ci_system = 0;  // places in the lists of the model
  std::uint8_t channel = 0;
  std::uint8_t release = 0;
  int next_upgrade_day = 0;
  std::vector<std::uint64_t> unknown_options;  // by command: the options that it does not know
};

// Days count from the first one of the simulation on. Keeps every project there ever was, since
// events may arrive when theirs is gone; of events it keeps nothing.
class Population {
 public:
  // Borrows the model.
  Population(const Model& model, std::uint64_t seed);

  // Goes on to a day, each once, from 0 on: projects begin, end and upgrade at its midnight.
  void begin_day(int day);

  const std::deque<Project>& projects() const { return projects_; }
  std::size_t alive() const { return alive_.size(); }

  // Runs on an average day of the week, of those that are there.
  double local_runs_per_day() const { return local_.total(); }
  double ci_runs_per_day() const { return ci_.total(); }

  // Whose the next run is. Only if there are such runs.
  std::uint32_t pick_local(Generator& generator) const { return alive_[local_.pick(generator)]; }
  std::uint32_t pick_ci(Generator& generator) const { return alive_[ci_.pick(generator)]; }

 private:
  void add_projects_of_before(Generator& generator);
  void add_project(int first_day, int today);
  void choose_options(std::uint32_t number, Project& project) const;
  void upgrade(std::uint32_t number, Project& project, int today) const;
  std::optional<int> upgrade_day(std::uint32_t number, const Project& project,
                                 std::size_t release) const;

  const Model& model_;
  const std::uint64_t seed_;
  LogNormal runs_per_day_;
  LogNormal upgrade_lag_;
  WeightedChoice ci_systems_;
  WeightedChoice channels_;
  std::deque<Project> projects_;
  std::vector<std::uint32_t> alive_;  // places in projects_
  WeightedChoice local_{{}};          // among alive_
  WeightedChoice ci_{{}};
};

}  // namespace overt::simulate
