// Events of a simulation, beside the least that can be done with one.
#include <benchmark/benchmark.h>

#include <memory>
#include <string>

#include "contract/gate.h"
#include "contract/load.h"
#include "model/event_json.h"
#include "simulate/simulation.h"
#include "simulate/tally.h"

namespace overt::simulate {
namespace {

// A hundred times the projects of the default: what a popular tool has.
struct World {
  World() {
    auto loaded = load_contract(std::string(OVERT_CONTRACTS) + "/werf.toml");
    if (loaded) contract = *std::move(loaded);
    model = default_model(*contract);
    model.projects_per_day *= 100;
    begin();
  }

  void begin() { simulation = std::make_unique<Simulation>(model, *contract, 1); }

  const Arrival& next() {
    const Arrival* arrival = simulation->next();
    if (arrival == nullptr) begin();
    return arrival == nullptr ? *simulation->next() : *arrival;
  }

  LoadedContract contract;
  Model model;
  std::unique_ptr<Simulation> simulation;
};

void event(benchmark::State& state) {
  World world;
  for (auto _ : state) benchmark::DoNotOptimize(world.next().received_ms);
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(event);

void event_and_gate(benchmark::State& state) {
  World world;
  for (auto _ : state) benchmark::DoNotOptimize(check(*world.contract, world.next().event));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(event_and_gate);

void event_as_line(benchmark::State& state) {
  World world;
  for (auto _ : state) benchmark::DoNotOptimize(to_json(world.next().event));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(event_as_line);

void event_and_tally(benchmark::State& state) {
  World world;
  Tally tally(world.model, world.simulation->end_ms());
  for (auto _ : state) tally.add(world.next());
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(event_and_tally);

}  // namespace
}  // namespace overt::simulate
