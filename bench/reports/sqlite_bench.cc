// The same runs in SQLite, a row each, and some of the questions of reports in its SQL: what a
// maintainer would have who keeps events in the database that is everywhere.
//
//   reports_sqlite_bench [RUNS]
#include <fmt/format.h>
#include <sqlite3.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "base/temporary_directory.h"
#include "model/event.h"
#include "reports/simulated_runs.h"

namespace overt::bench {
namespace {

constexpr int kRunsATransaction = 10'000;

// As lean as a table gets that answers them: no execution id, no index, numbers where they can be.
constexpr const char* kTable =
    "CREATE TABLE run (day INTEGER, project INTEGER, command TEXT, version TEXT, ci INTEGER,"
    " started INTEGER, ended INTEGER, exit_code INTEGER, duration_ms INTEGER)";

constexpr std::array<std::pair<const char*, const char*>, 5> kQuestions = {{
    {"activity",
     "SELECT (day - 4) / 7 AS week, sum(runs), sum(ci_runs), count(*), sum(runs > ci_runs),"
     " sum(ci_runs > 0) FROM (SELECT day, project, count(*) AS runs, sum(ci) AS ci_runs FROM run"
     " GROUP BY (day - 4) / 7, project) GROUP BY week"},
    {"commands",
     "SELECT command, sum(runs), count(*), sum(ci_runs), max(day) FROM (SELECT command, project,"
     " count(*) AS runs, sum(ci) AS ci_runs, max(day) AS day FROM run GROUP BY command, project)"
     " GROUP BY command"},
    {"failures",
     "SELECT command, sum(failed), sum(ended), sum(failed > 0), count(*) FROM (SELECT command,"
     " project, sum(ended) AS ended, sum(exit_code <> 0) AS failed FROM run WHERE ended"
     " GROUP BY command, project) GROUP BY command"},
    {"versions",
     "SELECT week, version, count(*), sum(runs) FROM (SELECT (day - 4) / 7 AS week, version, "
     "project,"
     " count(*) AS runs FROM run GROUP BY 1, 2, 3) GROUP BY week, version"},
    {"durations",
     "SELECT command, max(ms) FILTER (WHERE part <= 50), max(ms) FILTER (WHERE part <= 90),"
     " max(ms) FILTER (WHERE part <= 99) FROM (SELECT command, duration_ms AS ms,"
     " ntile(100) OVER (PARTITION BY command ORDER BY duration_ms) AS part FROM run"
     " WHERE exit_code = 0) GROUP BY command"},
}};

class Sqlite {
 public:
  explicit Sqlite(const std::string& path) { check(sqlite3_open(path.c_str(), &database_)); }
  Sqlite(const Sqlite&) = delete;
  Sqlite& operator=(const Sqlite&) = delete;
  ~Sqlite() { sqlite3_close(database_); }

  void run(const char* sql) { check(sqlite3_exec(database_, sql, nullptr, nullptr, nullptr)); }

  sqlite3_stmt* prepare(const char* sql) {
    sqlite3_stmt* statement = nullptr;
    check(sqlite3_prepare_v2(database_, sql, -1, &statement, nullptr));
    return statement;
  }

  void check(int code) const {
    if (code == SQLITE_OK || code == SQLITE_DONE) return;
    fmt::print(stderr, "reports_sqlite_bench: {}\n", sqlite3_errmsg(database_));
    std::exit(1);
  }

 private:
  sqlite3* database_ = nullptr;
};

void bind(sqlite3_stmt* insert, const std::vector<Row>& halves) {
  const Row& first = halves.front();
  const Row& last = halves.back();
  const bool started = first.event_type == kCommandStarted;
  const bool ended = last.event_type == kCommandExited;
  sqlite3_bind_int64(insert, 1, first.received_ms / kDayMs);
  sqlite3_bind_int64(insert, 2, static_cast<std::int64_t>(first.project));
  sqlite3_bind_text(insert, 3, first.command.data(), static_cast<int>(first.command.size()),
                    SQLITE_STATIC);
  sqlite3_bind_text(insert, 4, first.version.data(), static_cast<int>(first.version.size()),
                    SQLITE_STATIC);
  sqlite3_bind_int(insert, 5, first.ci ? 1 : 0);
  sqlite3_bind_int(insert, 6, started ? 1 : 0);
  sqlite3_bind_int(insert, 7, ended ? 1 : 0);
  if (ended) {
    sqlite3_bind_int64(insert, 8, last.exit_code.value_or(0));
    sqlite3_bind_int64(insert, 9, last.duration_ms.value_or(0));
  } else {
    sqlite3_bind_null(insert, 8);
    sqlite3_bind_null(insert, 9);
  }
}

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void load(Sqlite& sqlite, std::int64_t runs) {
  sqlite.run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
  sqlite.run(kTable);
  sqlite3_stmt* insert = sqlite.prepare("INSERT INTO run VALUES (?,?,?,?,?,?,?,?,?)");
  double seconds = 0;
  std::int64_t events = 0;
  std::vector<std::vector<Row>> batch;
  for (std::int64_t number = 0; number < runs;) {
    batch.clear();
    for (int i = 0; i < kRunsATransaction && number < runs; ++i, ++number) {
      add_run(number, batch.emplace_back());
      if (batch.back().empty()) batch.pop_back();
    }
    const auto start = std::chrono::steady_clock::now();
    sqlite.run("BEGIN");
    for (const std::vector<Row>& halves : batch) {
      bind(insert, halves);
      sqlite.check(sqlite3_step(insert));
      sqlite3_reset(insert);
      events += static_cast<std::int64_t>(halves.size());
    }
    sqlite.run("COMMIT");
    seconds += seconds_since(start);
  }
  sqlite3_finalize(insert);
  sqlite.run("PRAGMA wal_checkpoint(TRUNCATE)");
  fmt::print("loaded {} events, {:.0f} a second\n", events, static_cast<double>(events) / seconds);
}

int measure(std::int64_t runs) {
  const overt::testing::TemporaryDirectory directory;
  const std::string path = directory.file("runs.sqlite");
  Sqlite sqlite(path);
  load(sqlite, runs);
  fmt::print("{:.1f} bytes an event\n\n| report | all, SQLite, s |\n|---|---:|\n",
             static_cast<double>(std::filesystem::file_size(path)) / 2 / static_cast<double>(runs));
  for (const auto& [name, sql] : kQuestions) {
    const auto start = std::chrono::steady_clock::now();
    sqlite.run(sql);
    fmt::print("| {} | {:.2f} |\n", name, seconds_since(start));
    std::fflush(stdout);
  }
  return 0;
}

}  // namespace
}  // namespace overt::bench

int main(int argc, char** argv) {
  const std::int64_t runs = argc > 1 ? std::atoll(argv[1]) : 5'000'000;
  if (runs > 0) return overt::bench::measure(runs);
  fmt::print(stderr, "usage: reports_sqlite_bench [RUNS]\n");
  return 2;
}
