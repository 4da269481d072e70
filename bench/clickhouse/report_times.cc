#include "clickhouse/report_times.h"

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <vector>

#include "clickhouse/must.h"
#include "reports/catalogue.h"
#include "reports/report_json.h"
#include "reports/run_report.h"
#include "reports/simulated_runs.h"

namespace overt::bench {
namespace {

constexpr std::int64_t kThirtyDaysMs = 30 * kDayMs;

// What a report about one thing is asked about.
std::string about(const ReportQuery& query) {
  if (query.about == "option") return "force";
  return query.about == "version" ? "2.1.0" : "";
}

// After it a report is not timed once more: it takes as long as many others.
constexpr std::chrono::seconds kEnough(10);

// The median of three, if there is the time for them. It has been asked before, so that it is warm.
double seconds(Store& store, const ReportQuery& query, const Question& question) {
  std::vector<double> times;
  std::chrono::steady_clock::duration all{};
  while (times.size() < 3 && all < kEnough) {
    const auto start = std::chrono::steady_clock::now();
    must(run_report(store, query.name, question));
    const auto taken = std::chrono::steady_clock::now() - start;
    times.push_back(std::chrono::duration<double>(taken).count());
    all += taken;
  }
  std::ranges::sort(times);
  return times[times.size() / 2];
}

void compare(LargeStores& stores, const ReportQuery& query, const Question& question) {
  if (to_json(must(run_report(stores.duckdb(), query.name, question))) !=
      to_json(must(run_report(stores.clickhouse(), query.name, question)))) {
    throw std::runtime_error("the stores do not agree on the report " + std::string(query.name));
  }
}

}  // namespace

std::vector<ReportTimes> time_reports(LargeStores& stores) {
  std::vector<ReportTimes> times;
  for (const ReportQuery& query : report_catalogue()) {
    const Question all{.about = about(query), .now_ms = stores.now_ms()};
    Question thirty_days = all;
    thirty_days.since_ms = stores.now_ms() - kThirtyDaysMs;
    compare(stores, query, all);
    compare(stores, query, thirty_days);
    times.push_back({.name = std::string(query.name),
                     .duckdb = seconds(stores.duckdb(), query, all),
                     .clickhouse = seconds(stores.clickhouse(), query, all),
                     .duckdb_30_days = seconds(stores.duckdb(), query, thirty_days),
                     .clickhouse_30_days = seconds(stores.clickhouse(), query, thirty_days)});
  }
  return times;
}

}  // namespace overt::bench
