// Every report on a small set of runs. What is expected was counted by hand from the list below.
#include "reports/run_report.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

#include "base/temporary_directory.h"
#include "reports/catalogue.h"

namespace overt {
namespace {

constexpr std::int64_t kHour = 3'600'000;
constexpr std::int64_t kDay = 24 * kHour;
constexpr std::int64_t kMonday = 1'699'833'600'000;  // 2023-11-13T00:00:00Z, a Monday
constexpr std::int64_t kNow = kMonday + 7 * kDay + 12 * kHour;

struct SampleRun {
  std::uint8_t id = 0;
  std::string command;
  std::uint64_t project = 0;
  int day = 0;  // after kMonday
  int hour = 10;
  std::string ci_name;  // empty for a local run
  bool started = true;
  std::optional<std::int64_t> exit_code;  // none: CommandExited did not come
  std::int64_t duration_ms = 0;
  std::vector<std::string> options;
  std::string app = "git";
};

// The runs of the golden tests.
std::vector<SampleRun> golden_runs() {
  return {
      // 13 November, a Monday: one project, local, one of two fails.
      {.id = 1,
       .command = "git commit",
       .project = 1,
       .exit_code = 0,
       .duration_ms = 100,
       .options = {"message"}},
      {.id = 2,
       .command = "git commit",
       .project = 1,
       .exit_code = 1,
       .duration_ms = 50,
       .options = {"message", "all"}},
      // 14 November: another project's CI gives an option twice; another tool.
      {.id = 3,
       .command = "git commit",
       .project = 2,
       .day = 1,
       .ci_name = "gitlab",
       .exit_code = 0,
       .duration_ms = 300,
       .options = {"message", "message"}},
      {.id = 1,
       .command = "werf converge",
       .project = 1,
       .day = 1,
       .exit_code = 0,
       .duration_ms = 10827,
       .options = {"repo"},
       .app = "werf"},
      // 19 November, a Sunday: outside any project, never ended.
      {.id = 4, .command = "git commit", .project = 0, .day = 6},
      // 20 November, a Monday: the start of one did not come; one is still at work.
      {.id = 5,
       .command = "git push",
       .project = 2,
       .day = 7,
       .ci_name = "gitlab",
       .started = false,
       .exit_code = 128,
       .duration_ms = 900},
      {.id = 6,
       .command = "git push",
       .project = 3,
       .day = 7,
       .exit_code = 0,
       .duration_ms = 2000,
       .options = {"force"}},
      {.id = 7, .command = "git push", .project = 3, .day = 7, .hour = 11},
  };
}

Row row_of(const SampleRun& run, std::string_view type) {
  Row row;
  row.app = run.app;
  row.received_ms = kMonday + run.day * kDay + run.hour * kHour;
  row.ts_ms = 1;  // a machine whose clock was never set: no report may care
  row.execution_id.bytes[0] = run.id;
  row.project = run.project;
  row.command = run.command;
  row.event_type = type;
  row.os = "linux";
  row.arch = "amd64";
  row.ci = !run.ci_name.empty();
  row.ci_name = run.ci_name;
  return row;
}

std::vector<Row> rows_of(const std::vector<SampleRun>& runs) {
  std::vector<Row> rows;
  for (const SampleRun& run : runs) {
    if (run.started) {
      Row& started = rows.emplace_back(row_of(run, kCommandStarted));
      started.options = run.options;
      started.option_as_cli.assign(run.options.size(), true);
      started.option_as_env.assign(run.options.size(), false);
      started.option_counts.assign(run.options.size(), 1);
    }
    if (run.exit_code) {
      Row& exited = rows.emplace_back(row_of(run, kCommandExited));
      exited.received_ms += run.duration_ms;
      exited.exit_code = run.exit_code;
      exited.duration_ms = run.duration_ms;
    }
  }
  return rows;
}

std::string text_of(const ReportCell& cell) {
  if (const auto* number = std::get_if<std::int64_t>(&cell)) return std::to_string(*number);
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  if (const auto* share = std::get_if<Share>(&cell)) {
    return fmt::format("{}/{}", share->count, share->of);
  }
  return "-";
}

// One line a row, cells apart by " | ".
std::string text_of(const Report& report) {
  std::string text = "\n";
  for (const auto& row : report.rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      text += (i == 0 ? "" : " | ") + text_of(row[i]);
    }
    text += "\n";
  }
  return text;
}

class RunReportTest : public ::testing::Test {
 protected:
  void SetUp() override { store_ = *open_duckdb_store(directory_.file("store.duckdb")); }

  void load(const std::vector<Row>& rows) { ASSERT_TRUE(store_->load(rows, 1).ok()); }

  Report report(std::string_view name, std::string_view app = "", std::int64_t since_ms = 0) {
    auto report = run_report(*store_, name, app, since_ms, kNow);
    EXPECT_TRUE(report.ok()) << (report ? "" : report.error().message);
    return report ? *std::move(report) : Report();
  }

  std::string text(std::string_view name, std::string_view app = "", std::int64_t since_ms = 0) {
    return text_of(report(name, app, since_ms));
  }

  testing::TemporaryDirectory directory_;
  std::unique_ptr<Store> store_;
};

class GoldenTest : public RunReportTest {
 protected:
  void SetUp() override {
    RunReportTest::SetUp();
    std::vector<Row> rows = rows_of(golden_runs());
    // Events of other types: one of run 1, one of a run that is not known otherwise.
    rows.push_back(row_of({.id = 1, .command = "git commit", .project = 1}, "BuildStarted"));
    rows.push_back(row_of({.id = 99, .command = "git gc", .project = 9}, "BuildStarted"));
    load(rows);
  }
};

// app | per | begins | runs | local | ci | projects | local | ci
TEST_F(GoldenTest, activity) {
  EXPECT_EQ(text("activity"), R"(
git | month | 2023-11-01 | 7 | 5 | 2 | 3 | 2 | 1
git | week | 2023-11-13 | 4 | 3 | 1 | 2 | 1 | 1
git | week | 2023-11-20 | 3 | 2 | 1 | 2 | 1 | 1
git | day | 2023-11-13 | 2 | 2 | 0 | 1 | 1 | 0
git | day | 2023-11-14 | 1 | 0 | 1 | 1 | 0 | 1
git | day | 2023-11-19 | 1 | 1 | 0 | 0 | 0 | 0
git | day | 2023-11-20 | 3 | 2 | 1 | 2 | 1 | 1
werf | month | 2023-11-01 | 1 | 1 | 0 | 1 | 1 | 0
werf | week | 2023-11-13 | 1 | 1 | 0 | 1 | 1 | 0
werf | day | 2023-11-14 | 1 | 1 | 0 | 1 | 1 | 0
)");
}

// app | command | runs | of all runs | projects | ci runs | last day
TEST_F(GoldenTest, commands) {
  EXPECT_EQ(text("commands"), R"(
git | git commit | 4 | 4/7 | 2 | 1 | 2023-11-19
git | git push | 3 | 3/7 | 2 | 1 | 2023-11-20
werf | werf converge | 1 | 1/1 | 1 | 0 | 2023-11-14
)");
}

// app | command | failed runs | of ended runs | of projects
// Of git commit 1, 2 and 3 ended, in projects 1 and 2; 2 failed. Of git push 5 failed, 6 did not.
TEST_F(GoldenTest, failures) {
  EXPECT_EQ(text("failures"), R"(
git | git commit | 1 | 1/3 | 1/2
git | git push | 1 | 1/2 | 1/2
werf | werf converge | 0 | 0/1 | 0/1
)");
}

// app | command | runs | p50 | p90 | p99 | longest
TEST_F(GoldenTest, durations) {
  EXPECT_EQ(text("durations"), R"(
git | git commit | 2 | 100 | 300 | 300 | 300
git | git push | 1 | 2000 | 2000 | 2000 | 2000
werf | werf converge | 1 | 10827 | 10827 | 10827 | 10827
)");
}

// app | command | option | runs | of runs | projects | in ci | last day
// Four starts of git commit are known, and two of git push: that of 5 is not.
TEST_F(GoldenTest, options) {
  EXPECT_EQ(text("options"), R"(
git | git commit | message | 3 | 3/4 | 2 | 1/3 | 2023-11-14
git | git commit | all | 1 | 1/4 | 1 | 0/1 | 2023-11-13
git | git push | force | 1 | 1/2 | 1 | 0/1 | 2023-11-20
werf | werf converge | repo | 1 | 1/1 | 1 | 0/1 | 2023-11-14
)");
}

// app | command | unfinished runs | of started runs | in ci | last day
// 4 started 26 hours ago and did not end; 7 started an hour ago.
TEST_F(GoldenTest, unfinished) {
  EXPECT_EQ(text("unfinished"), R"(
git | git commit | 1 | 1/4 | 0/1 | 2023-11-19
)");
}

// app | os | arch | where | runs | of all runs | projects
TEST_F(GoldenTest, environments) {
  EXPECT_EQ(text("environments"), R"(
git | linux | amd64 | local | 5 | 5/7 | 2
git | linux | amd64 | gitlab | 2 | 2/7 | 1
werf | linux | amd64 | local | 1 | 1/1 | 1
)");
}

TEST_F(GoldenTest, coverage) {
  // Events: two each of 1, 2, 3, 6 and werf's, one each of 4, 5, 7, and two of another type.
  const Coverage expected{.events = 15,
                          .runs = 8,
                          .projects = 3,
                          .runs_without_project = 1,
                          .first_day = "2023-11-13",
                          .last_day = "2023-11-20",
                          .apps = {"git", "werf"}};
  for (const ReportQuery& query : report_catalogue()) {
    EXPECT_EQ(report(query.name).coverage, expected) << query.name;
  }
}

TEST_F(GoldenTest, one_app_only) {
  EXPECT_EQ(text("commands", "werf"), R"(
werf | werf converge | 1 | 1/1 | 1 | 0 | 2023-11-14
)");
  const Coverage coverage = report("commands", "werf").coverage;
  EXPECT_EQ(coverage.events, 2);
  EXPECT_THAT(coverage.apps, ::testing::ElementsAre("werf"));
}

TEST_F(GoldenTest, from_a_day_on) {
  EXPECT_EQ(text("commands", "git", kMonday + kDay), R"(
git | git push | 3 | 3/5 | 2 | 1 | 2023-11-20
git | git commit | 2 | 2/5 | 1 | 1 | 2023-11-19
)");
}

TEST_F(GoldenTest, says_what_it_was_asked) {
  const Report failures = report("failures", "", 5);
  EXPECT_EQ(failures.name, "failures");
  EXPECT_EQ(failures.title, "Failures");
  EXPECT_EQ(failures.since_ms, 5);
  EXPECT_EQ(failures.now_ms, kNow);
  EXPECT_EQ(failures.columns.size(), 5U);
}

TEST_F(RunReportTest, an_empty_store_gives_empty_reports) {
  for (const ReportQuery& query : report_catalogue()) {
    EXPECT_TRUE(report(query.name).rows.empty()) << query.name;
    EXPECT_EQ(report(query.name).coverage, Coverage()) << query.name;
  }
}

TEST_F(RunReportTest, percentiles_are_by_nearest_rank) {
  // 1 ms to 100 ms: the 50th, 90th and 99th of them.
  std::vector<SampleRun> runs;
  for (std::uint8_t id = 1; id <= 100; ++id) {
    runs.push_back({.id = id, .command = "git status", .exit_code = 0, .duration_ms = id});
  }
  load(rows_of(runs));
  EXPECT_EQ(text("durations"), "\ngit | git status | 100 | 50 | 90 | 99 | 100\n");
}

TEST_F(RunReportTest, a_run_cut_by_the_time_asked_for_is_still_one) {
  // Started on Monday at 23:00, ended two hours later, asked about from Tuesday on.
  load(rows_of({{.id = 1,
                 .command = "git clone",
                 .project = 1,
                 .hour = 23,
                 .exit_code = 0,
                 .duration_ms = 2 * kHour,
                 .options = {"depth"}}}));
  const std::int64_t tuesday = kMonday + kDay;
  EXPECT_EQ(text("commands", "", tuesday), "\ngit | git clone | 1 | 1/1 | 1 | 0 | 2023-11-14\n");
  EXPECT_EQ(text("options", "", tuesday), "\n");
  EXPECT_EQ(text("commands"), "\ngit | git clone | 1 | 1/1 | 1 | 0 | 2023-11-13\n");
}

TEST_F(RunReportTest, an_unknown_name_is_an_error) {
  const auto none = run_report(*store_, "failure", "", 0, kNow);
  ASSERT_FALSE(none.ok());
  EXPECT_THAT(none.error().message, ::testing::HasSubstr("no report is named failure"));
}

}  // namespace
}  // namespace overt
