#include "reports/simulated_runs.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

#include "model/event.h"

namespace overt::bench {
namespace {

constexpr std::int64_t kProjects = 20'000;

// The finalizer of SplitMix64 (Steele, Lea, Flood 2014).
std::uint64_t mix(std::uint64_t value) {
  value += 0x9E3779B97F4A7C15U;
  value = (value ^ (value >> 30U)) * 0xBF58476D1CE4E5B9U;
  value = (value ^ (value >> 27U)) * 0x94D049BB133111EBU;
  return value ^ (value >> 31U);
}

double fraction(std::uint64_t bits) {
  return static_cast<double>(bits >> 11U) / 9007199254740992.0;
}

// A release every ten days; which one a project has reached.
std::string version_of(std::int64_t day, std::uint64_t project) {
  const auto lag = static_cast<std::int64_t>(project % 40);
  const std::int64_t release = std::max<std::int64_t>(0, day - lag) / 10;
  return fmt::format("2.{}.{}", release / 5, release % 5);
}

void add_options(std::uint64_t bits, Row& row) {
  static const char* const kNames[] = {"repo",   "env",     "dev",   "timeout", "parallel", "set",
                                       "values", "release", "force", "quiet",   "debug",    "wait"};
  for (std::size_t i = 0; i < 3 + bits % 3; ++i) {
    row.options.emplace_back(kNames[(bits >> (8 + 4 * i)) % 12]);
    row.option_as_cli.push_back((bits >> (32 + i) & 1U) != 0);
    row.option_as_env.push_back((bits >> (32 + i) & 1U) == 0);
    row.option_counts.push_back(1);
  }
}

}  // namespace

void add_run(std::int64_t number, std::vector<Row>& rows) {
  const auto n = static_cast<std::uint64_t>(number);
  const double place = fraction(mix(n ^ 0x1111));
  const auto rank = static_cast<std::uint64_t>(kProjects * place * place * place);
  const std::uint64_t project = mix(rank ^ 0x2222);
  const std::uint64_t habit = mix(project ^ (mix(n ^ 0x3333) % 4));
  const std::uint64_t chance = mix(n ^ 0x4444);
  const std::int64_t received_ms = kFirstMs + number * kDayMs / kRunsADay;
  Row row{.app = "tool",
          .received_ms = received_ms,
          .ts_ms = received_ms - static_cast<std::int64_t>(chance % 900),
          .project = project & kIdMask,
          .command = fmt::format("tool command-{}", 50 * (habit % 100) * (habit % 100) / 10'000)};
  const std::uint64_t ids[] = {mix(n ^ 0x5555), mix(n ^ 0x6666)};
  std::memcpy(row.execution_id.bytes.data(), ids, sizeof ids);
  row.os = project % 5 == 0 ? "darwin" : "linux";
  row.arch = project % 3 == 0 ? "arm64" : "amd64";
  row.version = version_of((received_ms - kFirstMs) / kDayMs, project);
  row.ci = project % 5 != 1;
  row.ci_name = row.ci ? (project % 2 == 0 ? "gitlab" : "github-actions") : "";
  if (chance % 70 != 1) {
    Row& started = rows.emplace_back(row);
    started.event_type = kCommandStarted;
    // Of the habits of all, not of this project alone.
    add_options(mix(chance % 10 < 8 ? habit % 100 : chance % 400), started);
  }
  if (chance % 50 == 0) return;
  row.event_type = kCommandExited;
  const double spread = fraction(mix(n ^ 0x7777)) + fraction(mix(n ^ 0x8888)) - 1;
  row.duration_ms =
      static_cast<std::int64_t>(std::exp(6.0 + static_cast<double>(habit % 5) + 2 * spread));
  row.exit_code = chance % 20 == 2 ? 1 : 0;
  // Runs come one after the other, each with both halves; none may come before another one's day.
  row.received_ms =
      std::min(received_ms + *row.duration_ms, (received_ms / kDayMs + 1) * kDayMs - 1);
  row.ts_ms += *row.duration_ms;
  rows.push_back(std::move(row));
}

}  // namespace overt::bench
