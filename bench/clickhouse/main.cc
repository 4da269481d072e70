// The store on a ClickHouse server beside DuckDB's, in one run: what both take from a filled inbox,
// what an event comes to on disk, and every report on the same simulated events.
//
//   clickhouse_bench [EVENTS] [INBOX_EVENTS]
//
// Prints Markdown. EVENTS (default 2,000,000) are those that reports are about, INBOX_EVENTS
// (default 1,000,000) those of the inbox.
#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>

#include "base/clock.h"
#include "clickhouse/from_inbox.h"
#include "clickhouse/large_stores.h"
#include "clickhouse/must.h"
#include "clickhouse/report_times.h"
#include "ingest/process_cost.h"
#include "store/clickhouse.h"
#include "support/clickhouse_server.h"

namespace overt::bench {
namespace {

void print_row(const char* what, double duckdb, double clickhouse, int digits = 1) {
  fmt::print("| {} | {:.{}f} | {:.{}f} | {:.2f} |\n", what, duckdb, digits, clickhouse, digits,
             clickhouse / duckdb);
}

double micros_an_event(std::chrono::nanoseconds time, const Moved& moved) {
  return std::chrono::duration<double, std::micro>(time).count() /
         static_cast<double>(moved.events);
}

double events_a_second(const Moved& moved) {
  return static_cast<double>(moved.events) / std::chrono::duration<double>(moved.wall).count();
}

void measure_loading(const testing::ClickhouseServer& server, std::int64_t events) {
  FilledInbox filled(events);
  const testing::TemporaryDirectory directory;
  const auto duckdb = must(open_duckdb_store(directory.file("store.duckdb")));
  const Moved in_duckdb = move_all(filled.inbox(), *duckdb);

  const SystemClock clock;
  const auto clickhouse =
      must(open_clickhouse_store({.url = server.url("inbox"), .collector = "bench"}, clock));
  const auto before = cpu_time(server.pid());
  const Moved in_clickhouse = move_all(filled.inbox(), *clickhouse);
  // What it merges afterwards is of these events too.
  wait_until_quiet(server.pid());
  const auto of_server = cpu_time(server.pid()) - before;

  fmt::print("{} events of an inbox:\n\n| | DuckDB | ClickHouse | × |\n|---|---:|---:|---:|\n",
             in_duckdb.events);
  print_row("events a second", events_a_second(in_duckdb), events_a_second(in_clickhouse), 0);
  print_row("CPU of the collector, µs an event", micros_an_event(in_duckdb.cpu, in_duckdb),
            micros_an_event(in_clickhouse.cpu, in_clickhouse));
  print_row("CPU of collector and server, µs an event", micros_an_event(in_duckdb.cpu, in_duckdb),
            micros_an_event(in_clickhouse.cpu + of_server, in_clickhouse));
  std::fflush(stdout);
}

void print_times(const ReportTimes& row) {
  fmt::print("| {} | {:.2f} | {:.2f} | {:.1f} | {:.2f} | {:.2f} | {:.1f} |\n", row.name, row.duckdb,
             row.clickhouse, row.clickhouse / row.duckdb, row.duckdb_30_days,
             row.clickhouse_30_days, row.clickhouse_30_days / row.duckdb_30_days);
}

void measure_reports(const testing::ClickhouseServer& server, std::int64_t events) {
  LargeStores stores(server, events / 2);
  const auto count = static_cast<double>(stores.events());
  fmt::print("\n{} events of {} days:\n\n", stores.events(), stores.days());
  fmt::print("| | DuckDB | ClickHouse | × |\n|---|---:|---:|---:|\n");
  print_row("bytes an event on disk", static_cast<double>(stores.duckdb_bytes()) / count,
            static_cast<double>(stores.clickhouse_bytes()) / count);
  fmt::print("\nClickHouse counted {} days in {:.1f} s.\n\n", stores.days() - 1,
             stores.counting_seconds());
  fmt::print(
      "| report | all: DuckDB, s | ClickHouse, s | × | 30 days: DuckDB, s | ClickHouse, s | × |\n"
      "|---|---:|---:|---:|---:|---:|---:|\n");
  for (const ReportTimes& row : time_reports(stores)) print_times(row);
}

}  // namespace
}  // namespace overt::bench

int main(int argc, char** argv) {
  const std::int64_t events = argc > 1 ? std::atoll(argv[1]) : 2'000'000;
  const std::int64_t inbox_events = argc > 2 ? std::atoll(argv[2]) : 1'000'000;
  if (events < 2 || inbox_events < 1) {
    fmt::print(stderr, "usage: clickhouse_bench [EVENTS] [INBOX_EVENTS]\n");
    return 2;
  }
  if (!overt::testing::has_clickhouse_server()) {
    fmt::print(stderr, "clickhouse_bench: {}\n", overt::testing::kNoClickhouseServer);
    return 2;
  }
  try {
    const overt::testing::ClickhouseServer server;
    overt::bench::measure_loading(server, inbox_events);
    overt::bench::measure_reports(server, events);
  } catch (const std::exception& error) {
    fmt::print(stderr, "clickhouse_bench: {}\n", error.what());
    return 1;
  }
  return 0;
}
