// Where `overt simulate` brings its events to.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "base/environment.h"
#include "base/result.h"
#include "contract/load.h"
#include "simulate/simulation.h"

namespace overt::cli {

class SimulationOutput {
 public:
  virtual ~SimulationOutput() = default;

  // In the order in which they arrive.
  virtual Status add(const simulate::Arrival& arrival) = 0;

  // Brings away what has been added and is still here. Once, after the last.
  virtual Status finish() = 0;
};

// Lines of a log, to the file at `path`, which is written anew; to stdout if it is empty.
Result<std::unique_ptr<SimulationOutput>> lines_output(const std::string& path);

// Requests to a collector, in the way of the sender and as many events each as it has. A collector
// that asks for it is given time, and one that lets an event not in is an error.
Result<std::unique_ptr<SimulationOutput>> collector_output(const std::string& url,
                                                           LoadedContract contract,
                                                           const Environment& environment);

// The store of a data directory that has none yet, as a collector would have filled it in the time
// that is simulated.
Result<std::unique_ptr<SimulationOutput>> store_output(const std::string& data_directory,
                                                       LoadedContract contract);

}  // namespace overt::cli
