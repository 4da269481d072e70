// The gate with werf's contract: events a second on one core, and allocations an event, which must
// be 0. Beside it what else happens to an event on its way: its JSON is decoded, and written again.
#include <benchmark/benchmark.h>

#include <array>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include "base/counted_allocations.h"
#include "contract/gate.h"
#include "contract/load.h"
#include "model/event_json.h"
#include "model/page_examples.h"

namespace overt {
namespace {

// discard() changes an event, so each round begins with this many copies; copying is not counted.
constexpr std::size_t kEventsPerRound = 256;

constexpr std::int64_t kNowMs = 1'800'000'000'000;

const Contract& werf() {
  static const LoadedContract kContract = [] {
    auto contract = load_contract(OVERT_CONTRACTS "/werf.toml");
    if (contract) return *std::move(contract);
    std::abort();
  }();
  return *kContract;
}

// With every n-th of the contract's options.
Event started(std::size_t options) {
  Event event = testing::schema_2_event();
  event.user_id = std::string(64, 'a');
  OptionList list;
  for (std::size_t i = 0; i < options; ++i) {
    list.push_back({.name = std::string(werf().options[i * werf().options.size() / options].name)});
  }
  event.data.clear();
  if (options > 0) event.data.push_back({"commandOptions", std::move(list)});
  return event;
}

Event exited() {
  Event event = started(0);
  event.event_type = kCommandExited;
  event.data = testing::page_exited().data;
  return event;
}

Event stage_build_finished() {
  Event event = started(0);
  event.event_type = "StageBuildFinished";
  event.data = {{"image", "registry.example.com/group/application/backend"},
                {"stage", "dockerfile-instructions-before-install"},
                {"durationMs", std::int64_t{48'211}},
                {"fromCache", false},
                {"baseImageSource", "registry"},
                {"baseImagePulled", true}};
  return event;
}

Event changed(Event event, const std::function<void(Event&)>& change) {
  change(event);
  return event;
}

struct Case {
  const char* name;
  Event event;
};

std::vector<Case> accepted_events() {
  return {{"started_without_options", started(0)},
          {"started_with_5_options", started(5)},
          {"started_with_30_options", started(30)},
          {"exited", exited()},
          {"stage_build_finished", stage_build_finished()}};
}

// One for each refusal that check() knows, the first to the last.
std::vector<Case> refused_events() {
  return {
      {"schema_version", changed(exited(), [](Event& e) { e.schema_version = 3; })},
      {"user_id", changed(exited(), [](Event& e) { e.user_id.back() = 'x'; })},
      {"project_id", changed(exited(), [](Event& e) { e.project_id.back() = 'x'; })},
      {"ignored_command", changed(exited(), [](Event& e) { e.command = "werf version"; })},
      {"unknown_command", changed(exited(), [](Event& e) { e.command = "werf Build Secret"; })},
      {"event_type", changed(exited(), [](Event& e) { e.event_type = "Login"; })},
      {"attribute", changed(exited(), [](Event& e) { e.attributes.push_back({"user", "me"}); })},
      {"attribute_value", changed(exited(), [](Event& e) { e.attributes[0].value = "z80"; })},
      {"field_twice", changed(exited(), [](Event& e) { e.data.push_back(e.data[0]); })},
      {"missing_field", changed(exited(), [](Event& e) { e.data.pop_back(); })},
      {"option", changed(started(5),
                         [](Event& e) {
                           std::get<OptionList>(e.data[0].value).back().name = "no-such-option";
                         })},
      {"option_twice", changed(started(5),
                               [](Event& e) {
                                 auto& list = std::get<OptionList>(e.data[0].value);
                                 list.back() = list.front();
                               })},
  };
}

void pass_gate(benchmark::State& state, const Event& event, bool is_accepted) {
  if (check(werf(), event).has_value() == is_accepted) {
    return state.SkipWithError("the gate does not answer what is to be measured");
  }
  std::uint64_t allocations = 0;
  for (auto _ : state) {
    state.PauseTiming();
    std::vector<Event> events(kEventsPerRound, event);
    const std::uint64_t before = testing::allocations_so_far();
    state.ResumeTiming();
    for (Event& each : events) {
      if (!check(werf(), each)) discard(werf(), each, kNowMs);
      benchmark::DoNotOptimize(each);
    }
    state.PauseTiming();
    allocations += testing::allocations_so_far() - before;
    events.clear();
    state.ResumeTiming();
  }
  const auto events = state.iterations() * static_cast<std::int64_t>(kEventsPerRound);
  state.SetItemsProcessed(events);
  state.counters["allocations"] = static_cast<double>(allocations) / static_cast<double>(events);
}

void decode_json(benchmark::State& state, const Event& event) {
  const std::string text = to_json(event);
  for (auto _ : state) benchmark::DoNotOptimize(event_from_json(text));
  state.SetItemsProcessed(state.iterations());
}

void encode_json(benchmark::State& state, const Event& event) {
  for (auto _ : state) benchmark::DoNotOptimize(to_json(event));
  state.SetItemsProcessed(state.iterations());
}

// Named after what happens and the event it happens to: gate/exited, refuse/option.
[[maybe_unused]] const bool kRegistered = [] {
  const auto add = [](const char* what, const Case& one, auto run) {
    benchmark::RegisterBenchmark((std::string(what) + '/' + one.name).c_str(),
                                 [one, run](benchmark::State& state) { run(state, one.event); });
  };
  for (const Case& one : accepted_events()) {
    add("gate", one, [](auto& state, const Event& event) { pass_gate(state, event, true); });
    add("decode_json", one, decode_json);
    add("encode_json", one, encode_json);
  }
  for (const Case& one : refused_events()) {
    add("refuse", one, [](auto& state, const Event& event) { pass_gate(state, event, false); });
  }
  return true;
}();

}  // namespace
}  // namespace overt
