// Every report on a small set of runs. What is expected was counted by hand from the list below.
#include "reports/run_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/catalogue.h"
#include "reports/sample_runs.h"
#include "store/run_row.h"

namespace overt {
namespace {

using testing::kDay;
using testing::kHour;
using testing::kMonday;
using testing::kNow;
using testing::row_of;
using testing::rows_of;
using testing::RunReportTest;
using testing::SampleRun;

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
      // 18 November, a Saturday: outside any project, never ended.
      {.id = 4, .command = "git commit", .project = 0, .day = 5},
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

// app | begins | runs | local | ci | projects | local | ci
TEST_F(GoldenTest, activity) {
  EXPECT_EQ(text("activity", {.per = "month"}), R"(
git | 2023-11-01 | 7 | 5 | 2 | 3 | 2 | 1
werf | 2023-11-01 | 1 | 1 | 0 | 1 | 1 | 0
)");
  EXPECT_EQ(text("activity"), R"(
git | 2023-11-13 | 4 | 3 | 1 | 2 | 1 | 1
git | 2023-11-20 | 3 | 2 | 1 | 2 | 1 | 1
werf | 2023-11-13 | 1 | 1 | 0 | 1 | 1 | 0
)");
  EXPECT_EQ(text("activity", {.per = "day"}), R"(
git | 2023-11-13 | 2 | 2 | 0 | 1 | 1 | 0
git | 2023-11-14 | 1 | 0 | 1 | 1 | 0 | 1
git | 2023-11-18 | 1 | 1 | 0 | 0 | 0 | 0
git | 2023-11-20 | 3 | 2 | 1 | 2 | 1 | 1
werf | 2023-11-14 | 1 | 1 | 0 | 1 | 1 | 0
)");
}

// app | runs | projects | failed | p50 | p90
// Of git 1, 2, 3, 5 and 6 ended, 2 and 5 of them badly; 100, 300 and 2000 ms were waited for.
TEST_F(GoldenTest, summary) {
  EXPECT_EQ(text("summary"), R"(
git | 7 | 3 | 2/5 | 300 | 2000
werf | 1 | 1 | 0/1 | 10880 | 10880
)");
}

// app | begins | runs | ci | projects | failed | p50 | p90 | p99
TEST_F(GoldenTest, trends) {
  EXPECT_EQ(text("trends", {.app = "git"}), R"(
git | 2023-11-13 | 4 | 1 | 2 | 1/3 | 101 | 300 | 300
git | 2023-11-20 | 3 | 1 | 2 | 1/2 | 2000 | 2000 | 2000
)");
  EXPECT_EQ(text("trends", {.command = "git commit", .per = "day"}), R"(
git | 2023-11-13 | 2 | 0 | 1 | 1/2 | 101 | 101 | 101
git | 2023-11-14 | 1 | 1 | 1 | 0/1 | 300 | 300 | 300
git | 2023-11-18 | 1 | 0 | 0 | 0/0 | - | - | -
)");
}

// app | command | runs | of all runs | projects | in ci | last day
TEST_F(GoldenTest, commands) {
  EXPECT_EQ(text("commands"), R"(
git | git commit | 4 | 4/7 | 2 | 1/4 | 2023-11-18
git | git push | 3 | 3/7 | 2 | 1/3 | 2023-11-20
werf | werf converge | 1 | 1/1 | 1 | 0/1 | 2023-11-14
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
// Above 64 ms they are the middles of buckets: 101 for 100, 10880 for 10827.
TEST_F(GoldenTest, durations) {
  EXPECT_EQ(text("durations"), R"(
git | git commit | 2 | 101 | 300 | 300 | 300
git | git push | 1 | 2000 | 2000 | 2000 | 2000
werf | werf converge | 1 | 10880 | 10880 | 10880 | 10880
)");
}

// app | command | option | runs | of runs | of projects | in ci | newest version | last day
// Four starts of git commit are known, in projects 1 and 2, and two of git push: that of 5 is not.
TEST_F(GoldenTest, options) {
  EXPECT_EQ(text("options"), R"(
git | git commit | message | 3 | 3/4 | 2/2 | 1/3 | 1.0.0 | 2023-11-14
git | git commit | all | 1 | 1/4 | 1/2 | 0/1 | 1.0.0 | 2023-11-13
git | git push | force | 1 | 1/2 | 1/1 | 0/1 | 1.0.0 | 2023-11-20
werf | werf converge | repo | 1 | 1/1 | 1/1 | 0/1 | 1.0.0 | 2023-11-14
)");
}

// app | command | unfinished runs | of started runs | of projects | in ci | last day
// 4 started on Saturday and did not end; 7 started today.
TEST_F(GoldenTest, unfinished) {
  EXPECT_EQ(text("unfinished"), R"(
git | git commit | 1 | 1/4 | 0/2 | 0/1 | 2023-11-18
)");
}

// app | os | arch | where | channel | runs | of all runs | of projects
TEST_F(GoldenTest, environments) {
  EXPECT_EQ(text("environments"), R"(
git | linux | amd64 | local |  | 5 | 5/7 | 2/3
git | linux | amd64 | gitlab |  | 2 | 2/7 | 1/3
werf | linux | amd64 | local |  | 1 | 1/1 | 1/1
)");
}

// app | begins | version | what | of events
// All of them are late by the clock of their machine.
TEST_F(GoldenTest, quality) {
  const std::int32_t monday = day_of(kMonday);
  const RefusedEvents refused[] = {
      {.day = monday, .app = "git", .reason = "not_in_contract", .version = "1.0.0", .events = 3},
      {.day = monday + 8, .app = "", .reason = "malformed", .version = "", .events = 2}};
  ASSERT_TRUE(store_->add_refused(refused).ok());
  const LostBeforeSending lost[] = {{.day = monday, .app = "git", .events = 10},
                                    {.day = monday + 1, .app = "gone", .events = 4}};
  ASSERT_TRUE(store_->set_lost(lost).ok());
  load(rows_of({{.id = 1, .command = "git commit", .project = 1, .day = 7}}));
  EXPECT_EQ(text("quality"), R"(
 | 2023-11-20 |  | malformed | 2/2
git | 2023-11-13 |  | lost | 10/20
git | 2023-11-13 | 1.0.0 | late | 7/10
git | 2023-11-13 | 1.0.0 | not_in_contract | 3/10
git | 2023-11-20 | 1.0.0 | late | 4/5
git | 2023-11-20 | 1.0.0 | doubled | 1/5
gone | 2023-11-13 |  | lost | 4/4
werf | 2023-11-13 | 1.0.0 | late | 2/2
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
  EXPECT_EQ(text("commands", {.app = "werf"}), R"(
werf | werf converge | 1 | 1/1 | 1 | 0/1 | 2023-11-14
)");
  const Coverage coverage = report("commands", {.app = "werf"}).coverage;
  EXPECT_EQ(coverage.events, 2);
  EXPECT_THAT(coverage.apps, ::testing::ElementsAre("werf"));
}

TEST_F(GoldenTest, from_a_day_on_and_up_to_one) {
  EXPECT_EQ(text("commands", {.app = "git", .since_ms = kMonday + kDay}), R"(
git | git push | 3 | 3/5 | 2 | 1/3 | 2023-11-20
git | git commit | 2 | 2/5 | 1 | 1/2 | 2023-11-18
)");
  const Question week{.app = "git", .since_ms = kMonday, .until_ms = kMonday + kDay};
  EXPECT_EQ(text("commands", week), "\ngit | git commit | 2 | 2/2 | 1 | 0/2 | 2023-11-13\n");
  EXPECT_EQ(report("commands", week).coverage.events, 4);
}

TEST_F(GoldenTest, of_one_command_or_version_or_place) {
  EXPECT_EQ(text("failures", {.command = "git push"}), "\ngit | git push | 1 | 1/2 | 1/2\n");
  EXPECT_EQ(text("durations", {.command = "git push", .version = "1.0.0", .where = "local"}),
            "\ngit | git push | 1 | 2000 | 2000 | 2000 | 2000\n");
  EXPECT_EQ(text("commands", {.where = "ci"}), R"(
git | git commit | 1 | 1/2 | 1 | 1/1 | 2023-11-14
git | git push | 1 | 1/2 | 1 | 1/1 | 2023-11-20
)");
  EXPECT_EQ(report("commands", {.where = "ci"}).coverage.events, 3);
  EXPECT_EQ(text("commands", {.version = "2.0.0"}), "\n");
  // Each report takes each of them.
  for (const ReportQuery& query : report_catalogue()) {
    const std::string version = query.about == "version" ? "" : "1";
    report(query.name, {.app = "git", .command = "git push", .version = version, .where = "local"});
  }
}

TEST_F(GoldenTest, says_what_it_was_asked) {
  const Report failures = report("failures", {.command = "git push", .where = "ci", .since_ms = 5});
  EXPECT_EQ(failures.name, "failures");
  EXPECT_EQ(failures.title, "Failures");
  EXPECT_EQ(failures.since_ms, 5);
  EXPECT_THAT(failures.filters,
              ::testing::ElementsAre(std::pair("command", "git push"), std::pair("where", "ci")));
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
  EXPECT_EQ(text("durations"), "\ngit | git status | 100 | 50 | 91 | 99 | 101\n");
}

TEST_F(RunReportTest, a_run_is_of_the_day_of_its_first_half) {
  // Started on Monday at 23:00, ended two hours later.
  load(rows_of({{.id = 1,
                 .command = "git clone",
                 .project = 1,
                 .hour = 23,
                 .exit_code = 0,
                 .duration_ms = 2 * kHour,
                 .options = {"depth"}}}));
  EXPECT_EQ(text("commands", {.since_ms = kMonday + kDay}), "\n");
  EXPECT_EQ(text("commands"), "\ngit | git clone | 1 | 1/1 | 1 | 0/1 | 2023-11-13\n");
}

TEST_F(RunReportTest, a_question_that_cannot_be_asked_is_an_error) {
  const auto problem = [&](const Question& question) {
    const auto report = run_report(*store_, "activity", question);
    return report ? "" : report.error().message;
  };
  EXPECT_EQ(problem({.where = "home"}), "where is not one of all, ci, local");
  EXPECT_EQ(problem({.per = "hour"}), "per is not one of day, week, month");
  EXPECT_EQ(problem({.since_ms = kMonday, .until_ms = kMonday}), "until is not after since");
  EXPECT_EQ(problem({.since_ms = kMonday, .until_ms = kMonday + kDay}), "");
  EXPECT_EQ(problem({.about = "force"}),
            "about does not go with the report activity, which is about all");
}

// What a report says must not depend on which days are closed.
TEST_F(RunReportTest, a_closed_day_and_an_open_one_give_the_same_answers) {
  load(rows_of(golden_runs()));
  std::vector<std::string> open;
  for (const ReportQuery& query : report_catalogue()) {
    open.push_back(text(query.name, {.until_ms = kMonday + 9 * kDay}));
  }
  load(rows_of({{.id = 200, .command = "git gc", .day = 9}}));
  for (std::size_t i = 0; i < open.size(); ++i) {
    const ReportQuery query = report_catalogue()[i];
    EXPECT_EQ(text(query.name, {.until_ms = kMonday + 9 * kDay}), open[i]) << query.name;
  }
}

TEST_F(RunReportTest, an_unknown_name_is_an_error) {
  const auto none = run_report(*store_, "failure", {});
  ASSERT_FALSE(none.ok());
  EXPECT_THAT(none.error().message, ::testing::HasSubstr("no report is named failure"));
}

}  // namespace
}  // namespace overt
