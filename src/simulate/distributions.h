// Distributions in the terms in which people know them, drawn by inversion: one number, one draw.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "simulate/generator.h"

namespace overt::simulate {

// A log-normal distribution by two of its percentiles, 0 < p50 ≤ p90.
struct Percentiles {
  double p50 = 1;
  double p90 = 1;
};

class LogNormal {
 public:
  explicit LogNormal(const Percentiles& percentiles);

  double draw(Generator& generator) const { return quantile(generator.uniform()); }
  // The value that a share `p` of all is below, 0 < p < 1.
  double quantile(double p) const;
  double mean() const;

 private:
  double mu_;     // of the logarithm
  double sigma_;  // of the logarithm
};

// Exponential.
double draw_waiting_time(Generator& generator, double mean);

// The part of an exponential distribution that is below `end`.
double draw_waiting_time_below(Generator& generator, double mean, double end);

// Poisson, 0 ≤ mean. Takes `mean` steps.
std::uint64_t draw_count(Generator& generator, double mean);

// Picks an index by weights in one step (Walker's aliases; Vose, "A linear algorithm for generating
// random numbers with a given distribution", 1991).
class WeightedChoice {
 public:
  // Weights ≥ 0; fewer than 2^32 of them.
  explicit WeightedChoice(std::span<const double> weights);

  double total() const { return total_; }

  // Only if the total is over 0.
  std::size_t pick(Generator& generator) const {
    const std::uint64_t bits = generator.next();
    const Slot& slot = slots_[((bits >> 32) * slots_.size()) >> 32];
    return (bits & 0xFFFFFFFFU) < slot.own ? slot.index : slot.other;
  }

 private:
  struct Slot {
    std::uint64_t own = 0;  // of 2^32: how often it is `index`
    std::uint32_t index = 0;
    std::uint32_t other = 0;
  };

  std::vector<Slot> slots_;
  double total_ = 0;
};

}  // namespace overt::simulate
