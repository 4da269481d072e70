#include "clickhouse/from_inbox.h"

#include <unistd.h>

#include <algorithm>
#include <future>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "clickhouse/must.h"
#include "collector/transfer.h"
#include "contract/load.h"
#include "ingest/process_cost.h"
#include "model/event_json.h"
#include "simulate/simulation.h"

namespace overt::bench {
namespace {

constexpr std::size_t kEventsASubmit = 5'000;

// A busy collector's days: no load crosses midnight, so days of a few thousand events would make
// small ones. The default model has some 2,800 events a day.
constexpr int kDays = 7;
constexpr std::int64_t kEventsADayOfDefault = 2'800;

simulate::Model model_of(const Contract& contract, std::int64_t events) {
  simulate::Model model = simulate::default_model(contract);
  model.days = kDays;
  // Twice as many as are needed: a weekend has fewer.
  const double times = static_cast<double>(2 * events) / (kDays * kEventsADayOfDefault);
  model.projects_per_day = std::clamp(model.projects_per_day * times, 1.0,
                                      static_cast<double>(simulate::kProjectsPerDayMax));
  return model;
}

void submit(Inbox& inbox, std::vector<AcceptedEvent>& batch) {
  std::promise<Status> done;
  inbox.submit(std::exchange(batch, {}),
               [&done](Status status) { done.set_value(std::move(status)); });
  must(done.get_future().get());
}

}  // namespace

FilledInbox::FilledInbox(std::int64_t events)
    : inbox_(must(Inbox::open(directory_.file("inbox.sqlite")))) {
  const auto contract = must(load_contract(OVERT_CONTRACTS "/werf.toml"));
  const simulate::Model model = model_of(*contract, events);
  simulate::Simulation simulation(model, *contract, 1);
  std::vector<AcceptedEvent> batch;
  for (std::int64_t taken = 0; taken < events;) {
    const simulate::Arrival* arrival = simulation.next();
    if (arrival == nullptr) throw std::runtime_error("the simulation has too few events");
    if (arrival->is_duplicate) continue;
    std::string line = to_json(arrival->event);
    const SpanIdentity identity = identity_of(arrival->event, line);
    batch.push_back({.identity = identity,
                     .app = "werf",
                     .received_ms = arrival->received_ms,
                     .line = std::move(line)});
    if (++taken == events || batch.size() == kEventsASubmit) submit(*inbox_, batch);
  }
}

Moved move_all(Inbox& inbox, Store& store) {
  must(store.position());  // makes the tables
  const auto cpu = cpu_time(::getpid());
  const auto start = std::chrono::steady_clock::now();
  const Transferred all = must(transfer_all(inbox, store, [] { return true; }));
  return {.events = static_cast<std::int64_t>(all.loaded),
          .wall = std::chrono::steady_clock::now() - start,
          .cpu = cpu_time(::getpid()) - cpu};
}

}  // namespace overt::bench
