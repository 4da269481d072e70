// Every report on a store of simulated runs, over all of their days and over the last thirty, and
// once more from the runs themselves, as if there were no daily facts.
//
//   reports_bench [RUNS] [DIRECTORY]
//
// Loads RUNS runs (default 5,000,000; two events each) as the collector's loader does, unless
// DIRECTORY has a store of them already, and prints a table: events loaded a second, bytes an event
// on disk, and for each report the shorter of two times after a first one.
#include <duckdb.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "base/temporary_directory.h"
#include "reports/catalogue.h"
#include "reports/run_report.h"
#include "reports/simulated_runs.h"
#include "store/run_row.h"
#include "store/store.h"

namespace overt::bench {
namespace {

constexpr std::size_t kRowsALoad = 20'000;

[[noreturn]] void fail(const std::string& what) {
  fmt::print(stderr, "reports_bench: {}\n", what);
  std::exit(1);
}

template <typename Value>
Value must(Result<Value> result) {
  if (!result) fail(result.error().message);
  return *std::move(result);
}

// Seconds that `work` takes.
template <typename Work>
double seconds_of(Work work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

struct Loaded {
  std::int64_t events = 0;
  double seconds = 0;          // of loading, without making the rows
  double archive_seconds = 0;  // of writing the days that have ended
};

void load_rows(Store& store, std::vector<Row>& rows, std::int64_t& position, Loaded& loaded) {
  position += static_cast<std::int64_t>(rows.size());
  loaded.events = position;
  loaded.seconds += seconds_of([&] {
    if (const Status done = store.load(rows, position); !done) fail(done.error().message);
  });
  rows.clear();
}

// No load crosses midnight, as with the collector's.
Loaded load(Store& store, std::int64_t runs) {
  Loaded loaded;
  std::vector<Row> rows;
  std::int64_t position = 0;
  for (std::int64_t number = 0; number < runs; ++number) {
    if (number % kRunsADay == 0 && !rows.empty()) load_rows(store, rows, position, loaded);
    add_run(number, rows);
    if (rows.size() >= kRowsALoad) load_rows(store, rows, position, loaded);
  }
  if (!rows.empty()) load_rows(store, rows, position, loaded);
  std::int64_t archived = -1;
  loaded.archive_seconds = seconds_of([&] {
    // Days that ended together count when the last of them is written: until then it is 0.
    for (std::int64_t before = -2; archived == 0 || archived != before;) {
      before = archived;
      archived = must(store.archive());
    }
  });
  return loaded;
}

double bytes_of_folder(const std::string& path) {
  double bytes = 0;
  if (!std::filesystem::exists(path)) return bytes;
  for (const auto& file : std::filesystem::recursive_directory_iterator(path)) {
    if (file.is_regular_file()) bytes += static_cast<double>(file.file_size());
  }
  return bytes;
}

// What a report about one thing is asked about.
std::string about(const ReportQuery& query) {
  if (query.about == "option") return "force";
  return query.about == "version" ? "2.1.0" : "";
}

// The shorter of two, after one that warms up.
double report_seconds(Store& store, const ReportQuery& query, std::int64_t since_ms,
                      std::int64_t now_ms) {
  double best = 0;
  for (int times = 0; times < 3; ++times) {
    const double seconds = seconds_of([&] {
      must(run_report(store, query.name,
                      {.about = about(query), .since_ms = since_ms, .now_ms = now_ms}));
    });
    if (times > 0 && (times == 1 || seconds < best)) best = seconds;
  }
  return best;
}

// Makes reports of the store at `path` count days up to `day` from facts, and gives what it was.
std::int64_t move_closed_day(const std::string& path, std::int64_t day) {
  duckdb_database database = nullptr;
  duckdb_connection connection = nullptr;
  duckdb_result result;
  if (duckdb_open(path.c_str(), &database) != DuckDBSuccess ||
      duckdb_connect(database, &connection) != DuckDBSuccess ||
      duckdb_query(connection, "SELECT closed_day::BIGINT FROM store_state", &result) !=
          DuckDBSuccess) {
    fail("cannot open " + path);
  }
  const std::int64_t before = duckdb_value_int64(&result, 0, 0);
  duckdb_destroy_result(&result);
  const std::string sql = fmt::format("UPDATE store_state SET closed_day = {}", day);
  if (duckdb_query(connection, sql.c_str(), nullptr) != DuckDBSuccess) fail(sql);
  duckdb_disconnect(&connection);
  duckdb_close(&database);
  return before;
}

int measure(std::int64_t runs, const std::string& directory) {
  const std::string path = directory + "/store.duckdb";
  if (!std::filesystem::exists(path)) {
    const Loaded loaded = load(*must(open_duckdb_store(path)), runs);
    fmt::print("loaded {} events, {:.0f} a second; archived {:.0f} a second\n", loaded.events,
               static_cast<double>(loaded.events) / loaded.seconds,
               static_cast<double>(loaded.events) / loaded.archive_seconds);
  }
  // Closed and opened again: all of it is in the file, none in its log.
  auto store = must(open_duckdb_store(path));
  const auto events = must(store->query(
      "SELECT count(started_ms) + count(exited_ms) FROM (FROM run UNION ALL FROM half)", {}));
  const auto count = std::get<std::int64_t>(events.rows[0][0]);
  fmt::print("{} events, {:.1f} bytes each in the store, {:.1f} in the archive\n\n", count,
             static_cast<double>(std::filesystem::file_size(path)) / static_cast<double>(count),
             bytes_of_folder(directory + "/archive") / static_cast<double>(count));

  const std::int64_t now_ms = kFirstMs + count / 2 * kDayMs / kRunsADay;
  struct Times {
    const ReportQuery& query;
    double all;
    double thirty_days;
  };
  const std::vector<ReportQuery> catalogue = report_catalogue();
  std::vector<Times> times;
  times.reserve(catalogue.size());
  for (const ReportQuery& query : catalogue) {
    times.push_back({query, report_seconds(*store, query, 0, now_ms),
                     report_seconds(*store, query, now_ms - 30 * kDayMs, now_ms)});
  }
  store.reset();
  const std::int64_t closed_day = move_closed_day(path, kNoDay);
  store = must(open_duckdb_store(path));
  fmt::print(
      "| report | all, s | 30 days, s | all, without daily facts, s |\n|---|---:|---:|---:|\n");
  for (const Times& row : times) {
    fmt::print("| {} | {:.2f} | {:.2f} | {:.2f} |\n", row.query.name, row.all, row.thirty_days,
               report_seconds(*store, row.query, 0, now_ms));
    std::fflush(stdout);
  }
  store.reset();
  move_closed_day(path, closed_day);
  return 0;
}

}  // namespace
}  // namespace overt::bench

int main(int argc, char** argv) {
  const std::int64_t runs = argc > 1 ? std::atoll(argv[1]) : 5'000'000;
  if (runs <= 0) {
    fmt::print(stderr, "usage: reports_bench [RUNS] [DIRECTORY]\n");
    return 2;
  }
  if (argc > 2) return overt::bench::measure(runs, argv[2]);
  const overt::testing::TemporaryDirectory directory;
  return overt::bench::measure(runs, directory.path());
}
