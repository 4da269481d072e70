// One run of a command, as numbers: places in the lists of the model.
#pragma once

#include <cstdint>
#include <vector>

#include "simulate/model.h"
#include "simulate/population.h"

namespace overt::simulate {

struct Run {
  std::uint64_t number = 0;
  std::int64_t started_ms = 0;  // Unix time
  std::int64_t duration_ms = 0;
  std::int64_t late_ms = 0;            // after its start; 0: sent at once
  std::int64_t start_received_ms = 0;  // Unix time; known once it is expected
  std::uint64_t options = 0;
  std::uint64_t options_in_environment = 0;  // part of those
  std::uint32_t project = 0;
  std::uint8_t command = 0;
  std::uint8_t release = 0;
  std::uint8_t platform = 0;   // of the model's local or CI platforms
  std::uint8_t ci_system = 0;  // of a run in CI
  std::uint8_t exit_code = 0;
  bool ci = false;
  bool has_project = true;  // otherwise `project` is whose machine it was
  bool finishes = true;     // there is a CommandExited
};

// What a run does, from its number.
class RunMaker {
 public:
  // Borrows the model.
  RunMaker(const Model& model, std::uint64_t seed);

  Run make(std::uint64_t number, std::int64_t started_ms, std::uint32_t place,
           const Project& project, bool ci) const;

 private:
  void end(Generator& generator, Run& run) const;
  void choose_options(Generator& generator, const Project& project, Run& run) const;

  const Model& model_;
  const std::uint64_t seed_;
  std::vector<LogNormal> durations_;  // by command
  WeightedChoice local_commands_;
  WeightedChoice ci_commands_;
  WeightedChoice local_platforms_;
  WeightedChoice ci_platforms_;
};

// The probability that a run of the command in that release fails, if it ends.
double failing_in(const Model& model, std::size_t command, std::size_t release);

}  // namespace overt::simulate
