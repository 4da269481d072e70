// Loading rows into the store, and asking it for reports.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <string>
#include <vector>

#include "base/temporary_directory.h"
#include "reports/run_report.h"
#include "store/store.h"

namespace overt {
namespace {

constexpr std::int64_t kFirstMs = 1'699'833'600'000;

// Both events of a run; runs differ in command, project, duration and day.
void add_run(std::uint64_t number, std::vector<Row>& rows) {
  Row started{.app = "git",
              .received_ms = kFirstMs + static_cast<std::int64_t>(number * 1000),
              .project = number * 0x9E3779B97F4A7C15U % 5000,
              .command = "git command-" + std::to_string(number % 20),
              .event_type = std::string(kCommandStarted),
              .os = "linux",
              .arch = "amd64",
              .version = "2.39.5",
              .ci = number % 3 == 0};
  for (std::size_t i = 0; i < 8; ++i) {
    started.execution_id.bytes[i] = static_cast<std::uint8_t>(number >> (8 * i));
  }
  Row exited = started;
  exited.event_type = kCommandExited;
  exited.exit_code = number % 10 == 0 ? 1 : 0;
  exited.duration_ms = static_cast<std::int64_t>(number % 5000);
  started.options = {"all", "message"};
  started.option_as_cli = {true, true};
  started.option_as_env = {false, false};
  started.option_counts = {1, 1};
  rows.push_back(std::move(started));
  rows.push_back(std::move(exited));
}

std::vector<Row> runs(std::int64_t first, std::int64_t count) {
  std::vector<Row> rows;
  for (std::int64_t i = first; i < first + count; ++i) add_run(static_cast<std::uint64_t>(i), rows);
  return rows;
}

// Durable loads of state.range(0) rows, of runs that are new to the store.
void load(benchmark::State& state) {
  const testing::TemporaryDirectory directory;
  const auto store = open_duckdb_store(directory.file("store.duckdb"));
  if (!store) return state.SkipWithError(store.error().message.c_str());
  std::int64_t position = 0;
  for (auto _ : state) {
    state.PauseTiming();
    const std::vector<Row> rows = runs(position * state.range(0) / 2, state.range(0) / 2);
    state.ResumeTiming();
    benchmark::DoNotOptimize((*store)->load(rows, ++position).ok());
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(load)->Arg(100)->Arg(2000)->Arg(20'000)->UseRealTime();

// A report on a million events.
void report(benchmark::State& state, const char* name) {
  const testing::TemporaryDirectory directory;
  const auto store = open_duckdb_store(directory.file("store.duckdb"));
  if (!store || !(*store)->load(runs(0, 500'000), 1)) return state.SkipWithError("cannot load");
  for (auto _ : state) {
    benchmark::DoNotOptimize(run_report(**store, name, {.now_ms = kFirstMs}).ok());
  }
}
BENCHMARK_CAPTURE(report, activity, "activity")->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(report, failures, "failures")->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(report, durations, "durations")->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(report, options, "options")->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace overt
