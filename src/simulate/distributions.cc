#include "simulate/distributions.h"

#include "simulate/real_functions.h"

namespace overt::simulate {

LogNormal::LogNormal(const Percentiles& percentiles)
    : mu_(natural_log(percentiles.p50)),
      sigma_(natural_log(percentiles.p90 / percentiles.p50) / normal_quantile(0.9)) {}

double LogNormal::quantile(double p) const {
  return exponential(mu_ + sigma_ * normal_quantile(p));
}

double LogNormal::mean() const { return exponential(mu_ + sigma_ * sigma_ / 2); }

double draw_waiting_time(Generator& generator, double mean) {
  return -mean * natural_log(generator.uniform());
}

double draw_waiting_time_below(Generator& generator, double mean, double end) {
  const double beyond = exponential(-end / mean);
  return -mean * natural_log(beyond + (1 - beyond) * generator.uniform());
}

std::uint64_t draw_count(Generator& generator, double mean) {
  std::uint64_t count = 0;
  double time = draw_waiting_time(generator, 1);
  while (time < mean) {
    ++count;
    time += draw_waiting_time(generator, 1);
  }
  return count;
}

WeightedChoice::WeightedChoice(std::span<const double> weights) {
  for (const double weight : weights) total_ += weight;
  if (total_ <= 0) return;
  const double mean = total_ / static_cast<double>(weights.size());
  std::vector<double> rest(weights.size());
  std::vector<std::uint32_t> small;
  std::vector<std::uint32_t> large;
  slots_.resize(weights.size());
  for (std::uint32_t i = 0; i < weights.size(); ++i) {
    rest[i] = weights[i] / mean;
    (rest[i] < 1 ? small : large).push_back(i);
    slots_[i] = {.own = std::uint64_t{1} << 32, .index = i, .other = i};
  }
  while (!small.empty() && !large.empty()) {
    const std::uint32_t filled = small.back();
    const std::uint32_t giver = large.back();
    small.pop_back();
    slots_[filled].own = static_cast<std::uint64_t>(rest[filled] * 0x1p32);
    slots_[filled].other = giver;
    rest[giver] -= 1 - rest[filled];
    if (rest[giver] < 1) {
      large.pop_back();
      small.push_back(giver);
    }
  }
}

}  // namespace overt::simulate
