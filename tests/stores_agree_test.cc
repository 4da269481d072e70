// Every report on the same events from both kinds of stores: equal to the last number.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/temporary_directory.h"
#include "contract/load.h"
#include "reports/catalogue.h"
#include "reports/latest_events.h"
#include "reports/report_json.h"
#include "reports/run_report.h"
#include "simulate/simulation.h"
#include "store/clickhouse.h"
#include "store/run_row.h"
#include "store/store.h"
#include "support/clickhouse_cluster.h"
#include "support/clickhouse_server.h"
#include "support/todays_clickhouse.h"

namespace overt::simulate {
namespace {

constexpr std::size_t kRowsPerLoad = 20'000;

// Weeks enough for cohorts, releases and halves that come days late.
constexpr int kDays = 33;

class StoresAgreeTest : public ::testing::Test {
 protected:
  struct World {
    // What is loaded at one address of ClickHouse is asked for at another.
    World(const std::string& loaded_at, const std::string& asked_at) {
      auto contract = load_contract(std::string(OVERT_CONTRACTS) + "/werf.toml");
      EXPECT_TRUE(contract);
      Model model = default_model(**contract);
      model.days = kDays;
      model.projects_per_day /= 8;
      duckdb = open_duckdb_store(directory.file("store.duckdb")).value();
      loaded = open_clickhouse_store({.url = loaded_at, .collector = "one"}, clock).value();
      clickhouse = open_clickhouse_store({.url = asked_at, .collector = "two"}, clock).value();
      // Two tools: what is of one must not count for the other.
      add(model, **contract, 31, "synthetic-werf");
      add(model, **contract, 77, "other-tool");
      std::ranges::stable_sort(rows, {}, &Row::received_ms);
      for (std::size_t i = 0; i < rows.size(); i += kRowsPerLoad) {
        load(std::span(rows).subspan(i, std::min(kRowsPerLoad, rows.size() - i)));
      }
    }

    void add(const Model& model, const Contract& contract, std::uint64_t seed,
             const std::string& app) {
      Simulation simulation(model, contract, seed);
      end_ms = std::max(end_ms, simulation.end_ms());
      while (const Arrival* arrival = simulation.next()) {
        // As the door does, which knows what has come before.
        if (arrival->is_duplicate) continue;
        rows.push_back(row_from_event(app, arrival->received_ms, arrival->event));
      }
    }

    void load(std::span<const Row> batch) {
      position += static_cast<std::int64_t>(batch.size());
      const Status in_duckdb = duckdb->load(batch, position);
      EXPECT_TRUE(in_duckdb) << in_duckdb.error().message;
      const Status in_clickhouse = loaded->load(batch, position);
      EXPECT_TRUE(in_clickhouse) << in_clickhouse.error().message;
    }

    SystemClock clock;
    testing::TemporaryDirectory directory;
    std::int64_t end_ms = 0;
    std::int64_t position = 0;
    std::vector<Row> rows;
    std::unique_ptr<Store> duckdb;
    std::unique_ptr<Store> loaded;
    std::unique_ptr<Store> clickhouse;
  };

  void close_days(int days) {
    for (int day = 0; day < days; ++day) {
      const auto closed = world_->clickhouse->archive();
      ASSERT_TRUE(closed) << closed.error().message;
    }
  }

  std::vector<Question> questions() const {
    const std::int64_t end_ms = world_->end_ms;
    const std::int64_t day = kDayMs;
    return {{.now_ms = end_ms},
            {.app = "synthetic-werf", .per = "day", .now_ms = end_ms},
            {.where = "ci", .per = "month", .since_ms = end_ms - 20 * day, .now_ms = end_ms},
            {.app = "other-tool",
             .command = "converge",
             .where = "local",
             .since_ms = end_ms - 40 * day,
             .until_ms = end_ms - 10 * day,
             .now_ms = end_ms}};
  }

  void expect_equal(const std::string& name, Question question, const std::string& about) {
    question.about = about;
    const auto in_duckdb = run_report(*world_->duckdb, name, question);
    const auto in_clickhouse = run_report(*world_->clickhouse, name, question);
    ASSERT_TRUE(in_duckdb) << name << ": " << in_duckdb.error().message;
    ASSERT_TRUE(in_clickhouse) << name << ": " << in_clickhouse.error().message;
    if (question.app.empty() && question.where == "all") {
      EXPECT_FALSE(in_duckdb->rows.empty()) << name << " has nothing to compare";
    }
    expect_same_text(to_json(*in_duckdb), to_json(*in_clickhouse), name + " " + about);
  }

  // Where they part; the whole would be pages.
  static void expect_same_text(const std::string& duckdb, const std::string& clickhouse,
                               const std::string& what) {
    constexpr std::ptrdiff_t kShown = 300;
    const auto [one, other] = std::ranges::mismatch(duckdb, clickhouse);
    if (one == duckdb.end() && other == clickhouse.end()) return;
    const auto at =
        static_cast<std::size_t>(std::max<std::ptrdiff_t>(one - duckdb.begin() - kShown, 0));
    ADD_FAILURE() << what << "\nDuckDB:     …" << duckdb.substr(at, 2 * kShown) << "\nClickHouse: …"
                  << clickhouse.substr(at, 2 * kShown);
  }

  void expect_all_equal(const std::vector<Question>& questions) {
    for (const Question& question : questions) {
      for (const ReportQuery& report : report_catalogue()) {
        for (const std::string& about : subjects(report)) {
          expect_equal(report.name, question, about);
        }
      }
    }
  }

  // Known, unknown, and nearly known.
  static std::vector<std::string> subjects(const ReportQuery& report) {
    if (report.about == "option") return {"dev", "repo", "rpeo", "zzzzzz"};
    if (report.about == "version") return {kVersion, "0.0.1"};
    return {""};
  }

  static constexpr const char* kVersion = "2.10.0";

  std::unique_ptr<World> world_;
};

// Days that are counted, days that are not, and some of each.
TEST_F(StoresAgreeTest, on_every_report) {
  if (!testing::has_clickhouse_server()) GTEST_SKIP() << testing::kNoClickhouseServer;
  const testing::ClickhouseServer server;
  world_ = std::make_unique<World>(server.url("agree"), server.url("agree"));
  const std::vector<Question> all = questions();
  const std::vector<Question> some = {all.front(), all.back()};
  expect_all_equal(all);
  close_days(kDays / 2);
  expect_all_equal(some);
  close_days(kDays);
  EXPECT_EQ(server.ask("SELECT count() FROM agree.fact_day WHERE events = 0"),
            server.ask("SELECT count() FROM agree.fact_day WHERE events != 0"))
      << "each day was claimed once and counted once";
  expect_all_equal(some);
}

// Its servers have half of the events each, and what stands within a statement is asked of all.
TEST_F(StoresAgreeTest, on_every_report_of_a_cluster) {
  if (!testing::has_clickhouse_cluster()) GTEST_SKIP() << testing::kNoClickhouseCluster;
  testing::ClickhouseCluster cluster;
  world_ = std::make_unique<World>(cluster.url(0, "agree"), cluster.url(3, "agree"));
  ASSERT_TRUE(cluster.becomes_equal("agree"));
  close_days(kDays / 2);
  expect_all_equal({questions().front(), questions().back()});
}

TEST_F(StoresAgreeTest, on_every_report_of_todays_clickhouse) {
  if (!testing::has_todays_clickhouse()) GTEST_SKIP() << testing::kNoTodaysClickhouse;
  const testing::TodaysClickhouse server;
  const std::string url = server.url("agree");
  world_ = std::make_unique<World>(url, url);
  close_days(kDays / 2);
  expect_all_equal({questions().front(), questions().back()});
}

}  // namespace
}  // namespace overt::simulate
