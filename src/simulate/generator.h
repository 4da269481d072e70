// The simulation's own source of numbers: the same seed gives the same numbers on every machine.
// What the standard calls distributions may differ from one library to the next, so none is used.
#pragma once

#include <cstdint>

namespace overt::simulate {

// What a stream of numbers is for. A stream of its own for each thing: whoever changes one number
// of a model changes what follows from that number, and not everything that is drawn after it.
enum class Purpose : std::uint64_t {
  kArrivals = 1,      // of projects; numbered by the day
  kProject = 2,       // what a project is; by the project
  kUpgrade = 3,       // when it takes a release; by project and release
  kTimes = 4,         // of runs; the one stream
  kRun = 5,           // what a run does; by the run
  kExecutionId = 6,   // by the run
  kOptionUser = 7,    // whether a project knows a rare option; by project and option
  kArrivalTimes = 8,  // of a run's events; by the run
};

// SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014).
class Generator {
 public:
  explicit constexpr Generator(std::uint64_t state) : state_(state) {}

  // The stream for one thing of a simulation.
  static constexpr Generator of(std::uint64_t seed, Purpose purpose, std::uint64_t number) {
    return Generator(mix(mix(mix(seed) ^ static_cast<std::uint64_t>(purpose)) ^ number));
  }

  constexpr std::uint64_t next() {
    state_ += kGamma;
    return mix(state_);
  }

  // One of 2^52 numbers between 0 and 1, never 0 and never 1.
  constexpr double uniform() { return (static_cast<double>(next() >> 12) + 0.5) * 0x1p-52; }

  constexpr bool happens(double probability) { return uniform() < probability; }

 private:
  static constexpr std::uint64_t kGamma = 0x9E3779B97F4A7C15U;

  static constexpr std::uint64_t mix(std::uint64_t bits) {
    bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9U;
    bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EBU;
    return bits ^ (bits >> 31);
  }

  std::uint64_t state_;
};

}  // namespace overt::simulate
