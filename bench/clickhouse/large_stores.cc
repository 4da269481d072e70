#include "clickhouse/large_stores.h"

#include <chrono>
#include <filesystem>
#include <future>
#include <vector>

#include "clickhouse/must.h"
#include "ingest/process_cost.h"
#include "reports/simulated_runs.h"
#include "store/clickhouse.h"

namespace overt::bench {
namespace {

constexpr const char* kDatabase = "large";

// In loads of the size that the store wants, none of which crosses midnight.
std::int64_t load(Store& store, std::int64_t runs) {
  std::vector<Row> rows;
  std::int64_t position = 0;
  const auto flush = [&] {
    position += static_cast<std::int64_t>(rows.size());
    if (!rows.empty()) must(store.load(rows, position));
    rows.clear();
  };
  for (std::int64_t number = 0; number < runs; ++number) {
    if (number % kRunsADay == 0 || rows.size() + 1 >= store.load_rows_max()) flush();
    add_run(number, rows);
  }
  flush();
  return position;
}

}  // namespace

LargeStores::LargeStores(const testing::ClickhouseServer& server, std::int64_t runs)
    : server_(server),
      clock_(kFirstMs + (runs - 1) * kDayMs / kRunsADay),
      duckdb_(must(open_duckdb_store(directory_.file("store.duckdb")))),
      clickhouse_(must(
          open_clickhouse_store({.url = server.url(kDatabase), .collector = "bench"}, clock_))) {
  auto in_duckdb = std::async(std::launch::async, [this, runs] { return load(*duckdb_, runs); });
  events_ = load(*clickhouse_, runs);
  in_duckdb.get();
  // Opened anew: all of it is in the file, none in its log.
  duckdb_.reset();
  duckdb_ = must(open_duckdb_store(directory_.file("store.duckdb")));
  count_days();
}

std::int64_t LargeStores::days() const { return (now_ms() - kFirstMs) / kDayMs + 1; }

// Each call counts one day.
void LargeStores::count_days() {
  wait_until_quiet(server_.pid());
  const auto start = std::chrono::steady_clock::now();
  for (std::int64_t day = 1; day < days(); ++day) must(clickhouse_->archive());
  counting_seconds_ =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  wait_until_quiet(server_.pid());
}

std::int64_t LargeStores::duckdb_bytes() const {
  return static_cast<std::int64_t>(std::filesystem::file_size(directory_.file("store.duckdb")));
}

std::int64_t LargeStores::clickhouse_bytes() const {
  wait_until_quiet(server_.pid());
  return std::stoll(server_.ask(std::string("SELECT sum(bytes_on_disk) FROM system.parts WHERE "
                                            "active AND database = '") +
                                kDatabase + "'"));
}

}  // namespace overt::bench
