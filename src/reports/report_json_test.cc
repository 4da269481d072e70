#include "reports/report_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace overt {
namespace {

using ::testing::HasSubstr;

Report sample() {
  return {.name = "failures",
          .title = "Failures",
          .question = "Which commands fail?",
          .about = "option",
          .per = "day",
          .since_ms = 1'700'000'000'000,
          .until_ms = 1'700'086'400'000,
          .now_ms = 1'700'086'400'000,
          .filters = {{"command", "git \"commit\""}},
          .columns = {{"command", ColumnKind::kText},
                      {"runs", ColumnKind::kCount},
                      {"failed", ColumnKind::kShare},
                      {"p50", ColumnKind::kDurationMs},
                      {"last_day", ColumnKind::kDate},
                      {"change", ColumnKind::kShareChange},
                      {"p90", ColumnKind::kDurationChange}},
          .rows = {{std::string("git \"commit\""), std::int64_t{4}, Share{1, 4},
                    std::int64_t{10827}, std::string("2023-11-14"), ShareChange{{1, 4}, {0, 0}},
                    DurationChange{{.ms = 5, .low_ms = 4, .high_ms = 6}, {.ms = 3, .low_ms = 2}}},
                   {std::string("git gc"), std::int64_t{0}, Share{0, 0}, std::monostate(),
                    std::monostate(), std::monostate(), std::monostate()}},
          .answers = {{.app = "git", .verdict = "in use", .en = "It is.", .ru = "Да."}},
          .coverage = {.events = 8,
                       .runs = 4,
                       .projects = 2,
                       .runs_without_project = 1,
                       .first_day = "2023-11-14",
                       .last_day = "2023-11-15",
                       .apps = {"git", "werf"}}};
}

TEST(ReportJsonTest, comes_back_as_it_went) {
  const auto report = report_from_json(to_json(sample()));
  ASSERT_TRUE(report.ok()) << report.error().message;
  EXPECT_EQ(*report, sample());
}

TEST(ReportJsonTest, an_empty_report_comes_back_too) {
  Report empty = sample();
  empty.rows.clear();
  empty.answers.clear();
  empty.until_ms = 0;
  empty.coverage = {};
  const auto report = report_from_json(to_json(empty));
  ASSERT_TRUE(report.ok()) << report.error().message;
  EXPECT_EQ(*report, empty);
}

TEST(ReportJsonTest, reads_what_an_older_collector_says) {
  const auto report = report_from_json(
      R"({"name":"failures","title":"Failures","question":"Which?","sinceMs":1,"nowMs":2,)"
      R"("filters":{},"coverage":{"events":0,"runs":0,"projects":0,"runsWithoutProject":0,)"
      R"("firstDay":null,"lastDay":null,"apps":[]},"columns":[],"rows":[]})");
  ASSERT_TRUE(report.ok()) << report.error().message;
  EXPECT_EQ(report->per, "week");
  EXPECT_EQ(report->until_ms, 0);
  EXPECT_TRUE(report->answers.empty());
}

TEST(ReportJsonTest, is_one_line_with_every_share_and_its_interval) {
  EXPECT_EQ(to_json(sample()),
            R"({"name":"failures","title":"Failures","question":"Which commands fail?",)"
            R"("about":"option","per":"day",)"
            R"("sinceMs":1700000000000,"untilMs":1700086400000,"nowMs":1700086400000,)"
            R"("filters":{"command":"git \"commit\""},)"
            R"("coverage":{"events":8,"runs":4,"projects":2,"runsWithoutProject":1,)"
            R"("firstDay":"2023-11-14","lastDay":"2023-11-15","apps":["git","werf"]},)"
            R"("answers":[{"app":"git","verdict":"in use","en":"It is.","ru":"Да."}],)"
            R"("columns":[{"name":"command","kind":"text"},{"name":"runs","kind":"count"},)"
            R"({"name":"failed","kind":"share"},{"name":"p50","kind":"duration_ms"},)"
            R"({"name":"last_day","kind":"date"},{"name":"change","kind":"share_change"},)"
            R"({"name":"p90","kind":"duration_change"}],)"
            R"("rows":[["git \"commit\"",4,{"count":1,"of":4,"share":0.25,)"
            R"("low":0.045587,"high":0.699358},10827,"2023-11-14",)"
            R"({"now":{"count":1,"of":4,"share":0.25,"low":0.045587,"high":0.699358},)"
            R"("before":{"count":0,"of":0,"share":null,"low":0.0,"high":1.0},)"
            R"("low":-1.0,"high":1.0,"verdict":"cannot tell yet"},)"
            R"({"now":{"ms":5,"low":4,"high":6},"before":{"ms":3,"low":2,"high":null},)"
            R"("verdict":"cannot tell yet"}],)"
            R"(["git gc",0,{"count":0,"of":0,"share":null,"low":0.0,"high":1.0},)"
            R"(null,null,null,null]]})");
}

TEST(ReportJsonTest, refuses_what_is_not_a_report) {
  const std::string good = to_json(sample());
  const auto replaced = [&](std::string_view from, std::string_view to) {
    std::string text = good;
    text.replace(text.find(from), from.size(), to);
    return text;
  };
  const std::string bad[] = {"",
                             "<html>",
                             "[]",
                             "{}",
                             good.substr(0, good.size() / 2),
                             replaced(R"("kind":"share")", R"("kind":"number")"),
                             replaced(R"("count":1)", R"("count":5)"),
                             replaced(R"("count":1)", R"("count":"1")"),
                             replaced(R"(10827,)", R"()"),
                             replaced(R"("events":8)", R"("events":8.5)")};
  for (const std::string& text : bad) {
    const auto report = report_from_json(text);
    ASSERT_FALSE(report.ok()) << text;
    EXPECT_THAT(report.error().message, HasSubstr("not a report: ")) << text;
  }
}

}  // namespace
}  // namespace overt
