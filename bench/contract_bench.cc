// Loading werf's contract, which `overt exec` does at each start. Beside it toml++ alone, which
// reads the same text into tables and checks nothing, and the compiled contract, which a tool in
// another language than C++ opens at each start.
#include <benchmark/benchmark.h>
#include <toml++/toml.h>

#include <string>

#include "base/file.h"
#include "contract/compiled.h"
#include "contract/compiled/write_compiled.h"
#include "contract/load.h"

namespace overt {
namespace {

std::string werf() {
  const auto text = read_file(OVERT_CONTRACTS "/werf.toml", kContractBytesMax);
  return text ? *text : "";
}

void load(benchmark::State& state) {
  const std::string text = werf();
  if (!parse_contract(text, "werf.toml")) return state.SkipWithError("werf.toml does not load");
  for (auto _ : state) benchmark::DoNotOptimize(parse_contract(text, "werf.toml"));
}
BENCHMARK(load);

void parse_toml_alone(benchmark::State& state) {
  const std::string text = werf();
  for (auto _ : state) benchmark::DoNotOptimize(toml::parse(text));
}
BENCHMARK(parse_toml_alone);

void open_compiled(benchmark::State& state, const char* path) {
  const auto contract = load_contract(path);
  if (!contract) return state.SkipWithError(contract.error().message.c_str());
  const std::string bytes = write_compiled(**contract);
  if (!read_compiled(bytes)) return state.SkipWithError("what was compiled does not open");
  for (auto _ : state) benchmark::DoNotOptimize(read_compiled(bytes));
  state.counters["bytes"] = static_cast<double>(bytes.size());
}
BENCHMARK_CAPTURE(open_compiled, git, OVERT_CONTRACTS "/git.toml");
BENCHMARK_CAPTURE(open_compiled, werf, OVERT_CONTRACTS "/werf.toml");

}  // namespace
}  // namespace overt
