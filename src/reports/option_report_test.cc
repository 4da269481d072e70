// Whether an option can be removed, on small sets of runs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/answers.h"
#include "reports/sample_runs.h"

namespace overt {
namespace {

using testing::kDay;
using testing::kMonday;
using testing::row_of;
using testing::rows_of;
using testing::RunReportTest;
using testing::SampleRun;

// Of git push: projects 1 to 4, of which 1 and 2 use --force; of git commit: project 1 does.
std::vector<SampleRun> runs() {
  return {{.id = 1, .command = "git push", .project = 1, .options = {"force"}, .version = "1.9.0"},
          {.id = 2, .command = "git push", .project = 1, .day = 1, .options = {"force", "force"}},
          {.id = 3,
           .command = "git push",
           .project = 2,
           .day = 2,
           .ci_name = "gitlab",
           .options = {"force", "quiet"},
           .version = "1.10.0"},
          {.id = 4, .command = "git push", .project = 3, .day = 7},
          {.id = 5, .command = "git push", .project = 4, .day = 7, .version = "dev"},
          {.id = 6, .command = "git commit", .project = 1, .day = 3, .options = {"force"}},
          // Its start did not come, so nobody knows its options.
          {.id = 7, .command = "git push", .project = 5, .started = false, .exit_code = 0},
          {.id = 1, .command = "werf converge", .project = 1, .options = {"repo"}, .app = "werf"}};
}

class OptionReportTest : public RunReportTest {
 protected:
  void SetUp() override {
    RunReportTest::SetUp();
    load(rows_of(runs()));
  }

  ReportAnswer answer(const Question& question) {
    const Report found = report("option", question);
    EXPECT_EQ(found.answers.size(), 1U);
    return found.answers.empty() ? ReportAnswer() : found.answers[0];
  }

  // Projects 100 and on, each with one run of git push without an option, on the first day.
  void load_projects(std::uint64_t count) {
    std::vector<Row> rows;
    for (std::uint64_t i = 0; i < count; ++i) {
      SampleRun run{.id = 200, .command = "git push", .project = 100 + i};
      Row row = rows_of({run})[0];
      row.execution_id.bytes[1] = static_cast<std::uint8_t>(i);
      row.execution_id.bytes[2] = static_cast<std::uint8_t>(i >> 8U);
      rows.push_back(std::move(row));
    }
    load(rows);
  }
};

// app | option | command | runs | of runs | of projects | in ci | oldest | newest | last day
TEST_F(OptionReportTest, has_a_row_of_all_commands_and_one_of_each) {
  EXPECT_EQ(text("option", {.about = "force"}), R"(
git | force | - | 4 | 4/6 | 2/4 | 1/4 | 1.0.0 | 1.10.0 | 2023-11-16
git | force | git push | 3 | 3/5 | 2/4 | 1/3 | 1.0.0 | 1.10.0 | 2023-11-15
git | force | git commit | 1 | 1/1 | 1/1 | 0/1 | 1.0.0 | 1.0.0 | 2023-11-16
)");
  EXPECT_EQ(text("option", {.about = "--force"}), text("option", {.about = "force"}));
}

TEST_F(OptionReportTest, one_that_is_in_use_would_be_missed) {
  const ReportAnswer found = answer({.about = "--force", .since_ms = kMonday});
  EXPECT_EQ(found.app, "git");
  EXPECT_EQ(found.verdict, "in use");
  EXPECT_EQ(
      found.en,
      "Removing --force would be noticed: since 2023-11-13 it was used in 2 of 4 projects "
      "(50.0 %, 95 % interval 15.0 to 85.0 %) and in 4 of 6 runs, 25.0 % of these in CI, most "
      "often with git push, in 1.0.0 to 1.10.0; last on 2023-11-16.");
  EXPECT_EQ(
      found.ru,
      "Удаление --force заметят: с 2023-11-13 опция встретилась у проектов: 2 из 4 (50,0 %, "
      "95 %-й интервал 15,0–85,0 %), в запусках: 4 из 6, из них в CI 25,0 %, чаще всего с git "
      "push; версии: 1.0.0–1.10.0; последний раз 2023-11-16.");
}

TEST_F(OptionReportTest, too_few_projects_tell_nothing) {
  const ReportAnswer found = answer({.about = "quiet", .since_ms = kMonday + 4 * kDay});
  EXPECT_EQ(found.verdict, "cannot tell yet");
  EXPECT_EQ(
      found.en,
      "Whether --quiet can be removed cannot be told yet: since 2023-11-17 none of 2 projects "
      "used it, which says with 95 % confidence only that fewer than 77.7 % of all do. It "
      "takes 59 projects to say less than 5 %. It was last used on 2023-11-15.");
}

TEST_F(OptionReportTest, one_that_enough_projects_do_not_use_can_go) {
  load_projects(996);
  // What is seen elsewhere is known, and not counted.
  const Question local{.about = "quiet", .where = "local"};
  EXPECT_EQ(text("option", local),
            "\ngit | quiet | - | 0 | 0/1001 | 0/999 | 0/0 | - | - | 2023-11-15\n");
  EXPECT_EQ(answer(local).verdict, "not seen");
  const ReportAnswer found = answer({.app = "git", .about = "message", .since_ms = kMonday});
  EXPECT_EQ(found.verdict, "never seen");
  EXPECT_EQ(
      found.en,
      "As far as can be seen, --message can be removed: since 2023-11-13 no project of 1,000 "
      "used it in 1,002 runs; with 95 % confidence fewer than 0.3 % of all projects do. No "
      "option of this name has ever arrived; one that the tool's contract does not name could "
      "not.");
}

TEST_F(OptionReportTest, the_number_of_projects_that_tell_is_59) {
  EXPECT_GT(std::pow(0.95, kProjectsToTell - 1), 0.05);
  EXPECT_LE(std::pow(0.95, kProjectsToTell), 0.05);
  load_projects(kProjectsToTell - 5);
  EXPECT_EQ(answer({.app = "git", .about = "q", .since_ms = kMonday}).verdict, "cannot tell yet");
  load(rows_of({{.id = 201, .command = "git push", .project = 99}}));
  EXPECT_EQ(answer({.app = "git", .about = "q", .since_ms = kMonday}).verdict, "never seen");
}

TEST_F(OptionReportTest, a_name_that_never_came_stands_beside_those_like_it) {
  EXPECT_EQ(text("option", {.about = "--qiet"}), R"(
git | qiet | - | 0 | 0/6 | 0/4 | 0/0 | - | - | -
git | quiet | - | 1 | 1/6 | 1/4 | 1/1 | 1.10.0 | 1.10.0 | 2023-11-15
werf | qiet | - | 0 | 0/1 | 0/1 | 0/0 | - | - | -
)");
  EXPECT_THAT(answer({.app = "git", .about = "--qiet"}).en,
              ::testing::HasSubstr("No option of this name has ever arrived; one that the tool's "
                                   "contract does not name could not. There is --quiet."));
}

TEST_F(OptionReportTest, says_what_else_it_was_asked_about) {
  EXPECT_THAT(answer({.command = "git commit", .about = "force", .where = "local"}).en,
              ::testing::HasSubstr(
                  "since 1970-01-01 (command: git commit; where: local) it was used in 1 of 1 "));
}

TEST_F(OptionReportTest, runs_outside_of_projects_are_uses_too) {
  load(rows_of({{.id = 50, .command = "git gc", .project = 0, .options = {"auto"}}}));
  const ReportAnswer found = answer({.about = "auto", .since_ms = kMonday});
  EXPECT_EQ(found.verdict, "in use");
  EXPECT_THAT(found.en, ::testing::HasSubstr("in 0 of 4 projects"));
}

TEST_F(OptionReportTest, without_runs_nothing_can_be_told) {
  const ReportAnswer found = answer({.app = "helm", .about = "force"});
  EXPECT_EQ(found.app, "");
  EXPECT_EQ(found.verdict, "cannot tell yet");
  EXPECT_THAT(found.en, ::testing::HasSubstr("no project was seen"));
  const ReportAnswer later = answer({.about = "force", .since_ms = kMonday + 20 * kDay});
  EXPECT_EQ(later.verdict, "cannot tell yet");
  EXPECT_THAT(later.en, ::testing::HasSubstr("It was last used on 2023-11-16."));
}

TEST_F(OptionReportTest, needs_to_be_told_which) {
  for (const char* about : {"", "-", "--"}) {
    const auto report = run_report(*store_, "option", {.about = about});
    ASSERT_FALSE(report.ok());
    EXPECT_EQ(report.error().message,
              "about is missing: the report option needs to know which option");
  }
  EXPECT_TRUE(run_report(*store_, "option", {.about = std::string(kAboutBytesMax, 'a')}));
  EXPECT_FALSE(run_report(*store_, "option", {.about = std::string(kAboutBytesMax + 1, 'a')}));
}

}  // namespace
}  // namespace overt
