// Whether a version is worse than the one before it, on sets of runs that were made for it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/sample_runs.h"

namespace overt {
namespace {

using ::testing::HasSubstr;
using testing::kMonday;
using testing::many_runs;
using testing::rows_of;
using testing::RunReportTest;

class ReleaseReportTest : public RunReportTest {
 protected:
  void load_runs(const std::string& version, int failing_of_100, int ms,
                 const std::string& command = "git push") {
    load(many_runs(++set_, version, failing_of_100, ms, command));
  }

  ReportAnswer answer(const std::string& version) {
    const Report found = report("release", {.about = version, .since_ms = kMonday});
    EXPECT_EQ(found.answers.size(), 1U);
    return found.answers.empty() ? ReportAnswer() : found.answers[0];
  }

  std::uint8_t set_ = 0;
};

// app | version | before | command | failed | p90
TEST_F(ReleaseReportTest, has_a_row_of_all_commands_and_one_of_each) {
  load_runs("1.9.0", 1, 500);
  load_runs("1.9.0", 1, 100, "git gc");
  load_runs("1.10.0", 9, 900);
  load_runs("1.10.0", 1, 100, "git gc");
  load(rows_of({{.id = 99, .command = "git tag", .exit_code = 0, .version = "1.10.0"}}));
  EXPECT_EQ(text("release", {.about = "1.10.0"}), R"(
git | 1.10.0 | 1.9.0 | - | 40/801 after 8/800: worse | 904 after 508: worse
git | 1.10.0 | 1.9.0 | git gc | 4/400 after 4/400: not worse | 109 after 109: not worse
git | 1.10.0 | 1.9.0 | git push | 36/400 after 4/400: worse | 904 after 508: worse
git | 1.10.0 | 1.9.0 | git tag | 0/1 after 0/0: cannot tell yet | -
)");
  EXPECT_THAT(
      answer("1.10.0").en,
      HasSubstr(" More failures by command: git push (of 2 commands compared; by chance one in "
                "forty looks worse)."));
}

TEST_F(ReleaseReportTest, says_that_it_is_worse_and_how_sure_that_is) {
  load_runs("1.9.0", 1, 500);
  load_runs("1.10.0", 9, 900);
  const ReportAnswer found = answer("1.10.0");
  EXPECT_EQ(found.app, "git");
  EXPECT_EQ(found.verdict, "worse");
  EXPECT_EQ(
      found.en,
      "1.10.0 is worse than 1.9.0. It fails more often: 9.0 % of 400 ended runs, 1.0 % of 400 "
      "before, a difference of +5.1 to +11.3 points with 95 % confidence. It is slower: 90 % "
      "of the runs that succeed take at most 904 ms (904 ms to 904 ms), before 508 ms (508 ms "
      "to 508 ms).");
  EXPECT_THAT(found.ru,
              HasSubstr("1.10.0 хуже, чем 1.9.0. Ошибки чаще: 9,0 % завершённых запусков"));
}

TEST_F(ReleaseReportTest, says_that_it_is_not_worse) {
  load_runs("1.9.0", 1, 500);
  load_runs("1.10.0", 1, 500);
  const ReportAnswer found = answer("1.10.0");
  EXPECT_EQ(found.verdict, "not worse");
  EXPECT_THAT(found.en,
              ::testing::StartsWith("1.10.0 is not worse than 1.9.0. It does not fail more "
                                    "often: 1.0 % of 400 ended runs, 1.0 % of 400 "));
}

TEST_F(ReleaseReportTest, faster_with_failures_that_are_open_is_open) {
  load_runs("1.9.0", 1, 500);
  load_runs("1.10.0", 2, 100);
  const ReportAnswer found = answer("1.10.0");
  EXPECT_EQ(found.verdict, "cannot tell yet");
  EXPECT_THAT(found.en,
              HasSubstr("Whether 1.10.0 is worse than 1.9.0 cannot be told yet. Whether it "
                        "fails more often is open"));
  EXPECT_THAT(found.en, HasSubstr("It is not slower"));
}

TEST_F(ReleaseReportTest, a_few_runs_tell_nothing) {
  load(rows_of({{.id = 1, .command = "git gc", .exit_code = 0, .version = "1.0.0"},
                {.id = 2, .command = "git gc", .exit_code = 1, .version = "1.1.0"}}));
  const ReportAnswer found = answer("1.1.0");
  EXPECT_EQ(found.verdict, "cannot tell yet");
  EXPECT_THAT(found.en, HasSubstr("100.0 % of 1 ended run"));
}

TEST_F(ReleaseReportTest, the_oldest_has_nothing_before_it) {
  load_runs("1.9.0", 1, 500);
  EXPECT_EQ(text("release", {.about = "1.9.0"}), R"(
git | 1.9.0 | - | - | 4/400 after 0/0: cannot tell yet | -
git | 1.9.0 | - | git push | 4/400 after 0/0: cannot tell yet | -
)");
  const ReportAnswer found = answer("1.9.0");
  EXPECT_EQ(found.verdict, "cannot tell yet");
  EXPECT_EQ(
      found.en,
      "1.9.0 is the oldest version that was seen since 2023-11-13: there is nothing to hold it "
      "against.");
}

TEST_F(ReleaseReportTest, of_a_version_that_is_not_there_the_newest_are_shown) {
  for (const char* version : {"1.7.0", "1.8.0", "1.9.0", "1.10.0"}) load_runs(version, 1, 500);
  EXPECT_EQ(text("release", {.about = "2.0.0"}), R"(
git | 1.10.0 | 1.9.0 | - | 4/400 after 4/400: not worse | 508 after 508: not worse
git | 1.9.0 | 1.8.0 | - | 4/400 after 4/400: not worse | 508 after 508: not worse
git | 1.8.0 | 1.7.0 | - | 4/400 after 4/400: not worse | 508 after 508: not worse
)");
  const ReportAnswer found = answer("2.0.0");
  EXPECT_EQ(found.verdict, "not seen");
  EXPECT_EQ(found.en,
            "No run of 2.0.0 has ended since 2023-11-13. The newest that were seen: 1.10.0, 1.9.0, "
            "1.8.0.");
}

TEST_F(ReleaseReportTest, without_runs_it_says_so) {
  const ReportAnswer found = answer("2.0.0");
  EXPECT_EQ(found.verdict, "not seen");
  EXPECT_EQ(found.en, "No run of 2.0.0 has ended since 2023-11-13.");
}

TEST_F(ReleaseReportTest, is_of_one_version_and_takes_no_other) {
  EXPECT_EQ(run_report(*store_, "release", {}).error().message,
            "about is missing: the report release needs to know which version");
  EXPECT_EQ(run_report(*store_, "release", {.version = "1", .about = "1"}).error().message,
            "version does not go with the report release, which is about one");
}

}  // namespace
}  // namespace overt
