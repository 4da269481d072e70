// Loading werf's contract, which `overt exec` does at each start. Beside it toml++ alone, which
// reads the same text into tables and checks nothing.
#include <benchmark/benchmark.h>
#include <toml++/toml.h>

#include <string>

#include "base/file.h"
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

}  // namespace
}  // namespace overt
