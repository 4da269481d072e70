// Every report on a store of simulated runs, over all of their days and over the last thirty.
//
//   reports_bench [RUNS] [DIRECTORY]
//
// Loads RUNS runs (default 5,000,000; two events each) as the collector's loader does, unless
// DIRECTORY has a store of them already, and prints a table: events loaded a second, bytes an event
// on disk, and for each report the shorter of two times after a first one.
//
// There are 137,000 runs a day, so that 50 million are a year. They are of 20,000 projects, a few
// of which have many; a project has an operating system and a few commands, each with one of some
// hundreds of sets of options, and upgrades some days after each release. Four of five run in CI.
// One in fifty does not end, one in seventy has no start, one in twenty fails.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include "base/temporary_directory.h"
#include "model/event.h"
#include "reports/catalogue.h"
#include "reports/run_report.h"
#include "store/store.h"

namespace overt {
namespace {

constexpr std::int64_t kRunsADay = 137'000;
constexpr std::int64_t kDayMs = 86'400'000;
constexpr std::int64_t kFirstMs = 1'735'689'600'000;  // 2025-01-01
constexpr std::int64_t kProjects = 20'000;
constexpr std::size_t kRowsALoad = 20'000;

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

// Both halves of a run, or one.
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
          .project = project,
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
  row.received_ms += *row.duration_ms;
  row.ts_ms += *row.duration_ms;
  rows.push_back(std::move(row));
}

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// Seconds that loading took, without making the rows; below 0 if it failed.
double load(Store& store, std::int64_t runs, std::int64_t& events) {
  double seconds = 0;
  std::vector<Row> rows;
  std::int64_t position = 0;
  for (std::int64_t number = 0; number < runs; ++number) {
    add_run(number, rows);
    if (rows.size() < kRowsALoad && number + 1 < runs) continue;
    const auto start = std::chrono::steady_clock::now();
    if (const Status loaded = store.load(rows, ++position); !loaded) {
      fmt::print(stderr, "reports_bench: {}\n", loaded.error().message);
      return -1;
    }
    seconds += seconds_since(start);
    events += static_cast<std::int64_t>(rows.size());
    rows.clear();
  }
  return seconds;
}

// The shorter of two, after one that warms up.
double seconds_of(Store& store, const std::string& name, std::int64_t since_ms,
                  std::int64_t now_ms) {
  double best = 0;
  for (int times = 0; times < 3; ++times) {
    const auto start = std::chrono::steady_clock::now();
    const auto report = run_report(store, name, {.since_ms = since_ms, .now_ms = now_ms});
    if (!report) {
      fmt::print(stderr, "reports_bench: {}: {}\n", name, report.error().message);
      return -1;
    }
    if (times == 1 || (times == 2 && seconds_since(start) < best)) best = seconds_since(start);
  }
  return best;
}

int measure(std::int64_t runs, const std::string& directory) {
  const std::string path = directory + "/store.duckdb";
  const bool is_there = std::filesystem::exists(path);
  {
    const auto store = open_duckdb_store(path);
    if (!store) {
      fmt::print(stderr, "reports_bench: {}\n", store.error().message);
      return 1;
    }
    std::int64_t events = 0;
    const double seconds = is_there ? 0 : load(**store, runs, events);
    if (seconds < 0) return 1;
    if (!is_there)
      fmt::print("loaded {} events, {:.0f} a second\n", events,
                 static_cast<double>(events) / seconds);
  }
  // Closed and opened again: all of it is in the file, none in its log.
  const auto store = open_duckdb_store(path);
  if (!store) return 1;
  const auto events = (*store)->query(
      "SELECT count(started_ms) + count(exited_ms) FROM (FROM run UNION ALL FROM half)", {});
  if (!events) return 1;
  const auto count = std::get<std::int64_t>(events->rows[0][0]);
  fmt::print("{} events, {:.1f} bytes each\n\n| report | all, s | 30 days, s |\n|---|---:|---:|\n",
             count,
             static_cast<double>(std::filesystem::file_size(path)) / static_cast<double>(count));
  const std::int64_t now_ms = kFirstMs + count / 2 * kDayMs / kRunsADay;
  for (const ReportQuery& query : report_catalogue()) {
    fmt::print("| {} | {:.2f} | {:.2f} |\n", query.name, seconds_of(**store, query.name, 0, now_ms),
               seconds_of(**store, query.name, now_ms - 30 * kDayMs, now_ms));
    std::fflush(stdout);
  }
  return 0;
}

}  // namespace
}  // namespace overt

int main(int argc, char** argv) {
  const std::int64_t runs = argc > 1 ? std::atoll(argv[1]) : 5'000'000;
  if (runs <= 0) {
    fmt::print(stderr, "usage: reports_bench [RUNS] [DIRECTORY]\n");
    return 2;
  }
  if (argc > 2) return overt::measure(runs, argv[2]);
  const overt::testing::TemporaryDirectory directory;
  return overt::measure(runs, directory.path());
}
