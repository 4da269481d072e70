// Matching a text that a contract closes, beside std::regex with the same pattern on the same text.
#include <benchmark/benchmark.h>

#include <regex>
#include <string>

#include "overt/contract.hpp"
#include "overt/pattern.hpp"

namespace overt {
namespace {

struct Case {
  const char* name;
  const Pattern& pattern;
  std::string subject;
};

// contracts/werf.toml, commands_to_come.
constexpr Pattern kWerfCommand(
    "werf ([a-gi-z][a-z]{1,15}|h[a-df-z][a-z]{0,14})(-[a-z]{1,16}){0,2}"
    "( [a-z]{2,16}(-[a-z]{1,16}){0,2}){0,3}",
    48);
static_assert(kWerfCommand.problem().empty());

const Case kCases[] = {
    {"sha256", kSha256Pattern, "b4c2d019070529344a6967d8c73d578101c6554fcdcae3d00bb93a9692523cb1"},
    {"uuid", kUuidPattern, "2f75d020-684e-4224-9013-35e95e1b7721"},
    {"version", kVersionPattern, "v2.10.1-rc.3+build.57"},
    {"command", kWerfCommand, "werf bundle rollback-to previous"},
    {"no_command", kWerfCommand, "werf bundle rollback-to previous/secret"},
};

void match(benchmark::State& state, const Case& one) {
  for (auto _ : state) {
    std::string_view subject = one.subject;
    benchmark::DoNotOptimize(subject);
    benchmark::DoNotOptimize(one.pattern.matches(subject));
  }
}

void match_std_regex(benchmark::State& state, const Case& one) {
  const std::regex regex(std::string(one.pattern.text()),
                         std::regex::ECMAScript | std::regex::optimize);
  for (auto _ : state) {
    std::string_view subject = one.subject;
    benchmark::DoNotOptimize(subject);
    benchmark::DoNotOptimize(std::regex_match(subject.begin(), subject.end(), regex));
  }
}

[[maybe_unused]] const bool kRegistered = [] {
  for (const Case& one : kCases) {
    const std::string name = one.name;
    benchmark::RegisterBenchmark(("pattern/" + name).c_str(),
                                 [&one](benchmark::State& state) { match(state, one); });
    benchmark::RegisterBenchmark(("std_regex/" + name).c_str(),
                                 [&one](benchmark::State& state) { match_std_regex(state, one); });
  }
  return true;
}();

}  // namespace
}  // namespace overt
