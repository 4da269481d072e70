#include "clickhouse/report_times.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <stdexcept>

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

double seconds(Store& store, const ReportQuery& query, const Question& question) {
  must(run_report(store, query.name, question));
  std::array<double, 3> times{};
  for (double& time : times) {
    const auto start = std::chrono::steady_clock::now();
    must(run_report(store, query.name, question));
    time = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  }
  std::ranges::sort(times);
  return times[1];
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
    times.push_back({.name = std::string(query.name),
                     .duckdb = seconds(stores.duckdb(), query, all),
                     .clickhouse = seconds(stores.clickhouse(), query, all),
                     .duckdb_30_days = seconds(stores.duckdb(), query, thirty_days),
                     .clickhouse_30_days = seconds(stores.clickhouse(), query, thirty_days)});
  }
  return times;
}

}  // namespace overt::bench
