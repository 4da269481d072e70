// Months of few projects in which much lies within something else: versions within channels,
// options of one command alone, systems that nobody's CI has.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "publish/attacker.h"

namespace overt::testing {

inline std::vector<KnownRun> random_month(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto below = [&](std::uint64_t end) { return random() % end; };
  const auto one_in = [&](std::uint64_t of) { return below(of) == 0; };
  const std::uint64_t projects = 3 + below(40);
  const std::uint64_t commands = 1 + below(4);
  const std::uint64_t versions = 1 + below(4);
  std::vector<KnownRun> runs;
  for (std::uint64_t project = 0; project < projects; ++project) {
    const std::uint64_t habit = random();
    for (std::uint64_t i = 0, count = 1 + below(5); i < count; ++i) {
      KnownRun& run = runs.emplace_back();
      run.project = static_cast<int>(project);
      run.ended = !one_in(6);
      run.failed = run.ended && one_in(4);
      const std::uint64_t version = one_in(4) ? below(versions) : habit % versions;
      const std::uint64_t command = one_in(3) ? below(commands) : habit / 7 % commands;
      const bool in_ci = habit / 11 % 3 != 0;
      run.cells["commands"] = {"tool command-" + std::to_string(command)};
      run.cells["versions"] = {"1." + std::to_string(version) + ".0"};
      // A channel is that of some versions, but for a few who mix them.
      run.cells["channels"] = {version < 2 && !one_in(30) ? "stable" : "beta"};
      run.cells["os"] = {!in_ci && habit / 13 % 4 == 0 ? "windows" : "linux"};
      run.cells["arch"] = {habit / 17 % 5 == 0 ? "arm64" : "amd64"};
      run.cells["where"] = {in_ci ? (habit / 19 % 2 == 0 ? "gitlab" : "CI") : "local"};
      std::set<std::string>& options = run.cells["options"];
      if (command == 0 && !one_in(5)) options.insert("all");
      if (habit / 23 % 3 == 0) options.insert("force");
      if (one_in(8)) options.insert("quiet");
    }
  }
  return runs;
}

}  // namespace overt::testing
