#include "cli/report_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace overt::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Report failures() {
  return {.name = "failures",
          .title = "Failures",
          .question = "Which commands fail?",
          .since_ms = 1'699'833'600'000,  // 2023-11-13T00:00:00Z
          .now_ms = 1'700'481'600'000,
          .columns = {{"app", ColumnKind::kText},
                      {"command", ColumnKind::kText},
                      {"failed_runs", ColumnKind::kCount},
                      {"of_ended_runs", ColumnKind::kShare},
                      {"p50", ColumnKind::kDurationMs},
                      {"last_day", ColumnKind::kDate}},
          .rows = {{std::string("git"), std::string("git commit"), std::int64_t{1024},
                    Share{1024, 4096}, std::int64_t{10827}, std::string("2023-11-14")},
                   {std::string("git"), std::string("git gc"), std::int64_t{0}, Share{0, 0},
                    std::monostate(), std::monostate()}},
          .coverage = {.events = 8192,
                       .runs = 4096,
                       .projects = 1,
                       .runs_without_project = 12,
                       .first_day = "2023-11-13",
                       .last_day = "2023-11-20",
                       .apps = {"git"}}};
}

Report activity() {
  Report report = failures();
  report.columns = {
      {"app", ColumnKind::kText}, {"begins", ColumnKind::kDate}, {"runs", ColumnKind::kCount}};
  report.rows = {{std::string("git"), std::string("2023-11-06"), std::int64_t{4}},
                 {std::string("git"), std::string("2023-11-20"), std::int64_t{1024}}};
  return report;
}

TEST(ReportTextTest, is_a_heading_a_table_and_the_coverage) {
  EXPECT_EQ(report_text(failures(), {.glyphs = Glyphs::kAscii, .width = 80}),
            "Failures: Which commands fail?\n"
            "\n"
            "            failed\n"
            "command       runs  of ended runs                    p50  last day\n"
            "----------  ------  ----------------------------  ------  ----------\n"
            "git commit   1,024   25.0 % (23.7-26.3, n=4,096)  10.8 s  2023-11-14\n"
            "git gc           0  - (n=0)                            -  -\n"
            "\n"
            "Coverage: 8,192 events, 4,096 runs (12 of no known project), 1 project; git.\n"
            "Asked about 2023-11-13 and later (UTC); seen 2023-11-13 to 2023-11-20.\n");
}

TEST(ReportTextTest, answers_stand_before_the_table) {
  Report report = failures();
  report.answers = {{.app = "git", .verdict = "in use", .en = "It is\x1b.", .ru = "Да."}};
  EXPECT_THAT(report_text(report, {}), HasSubstr("commands fail?\n\nIt is?.\n\n     "));
  report.answers.push_back({.app = "werf", .verdict = "in use", .en = "It is, too.", .ru = ""});
  EXPECT_THAT(report_text(report, {}), HasSubstr("\n\ngit: It is?.\nwerf: It is, too.\n\n"));
}

TEST(ReportTextTest, shares_have_bars_where_they_fit) {
  const std::string wide = report_text(failures(), {.glyphs = Glyphs::kUtf8, .width = 100});
  EXPECT_THAT(wide, HasSubstr("██        25.0 % (23.7–26.3, n=4,096)"));
  EXPECT_THAT(wide, HasSubstr("──────"));
  const std::string narrow = report_text(failures(), {.glyphs = Glyphs::kUtf8, .width = 76});
  EXPECT_THAT(narrow, Not(HasSubstr("█")));
}

TEST(ReportTextTest, plain_text_is_ascii) {
  Report report = activity();
  report.rows[0][1] = std::string("ключ");
  for (const char c : report_text(report, {.glyphs = Glyphs::kAscii, .width = 200})) {
    EXPECT_GE(c, 0);
  }
}

TEST(ReportTextTest, what_counts_over_time_shows_how_it_went_on) {
  EXPECT_THAT(report_text(activity(), {.glyphs = Glyphs::kUtf8, .width = 80}),
              HasSubstr("\n\n"
                        "By week, 2023-11-06 to 2023-11-20:\n"
                        "           first   last\n"
                        "────  ───  ─────  ─────\n"
                        "runs  ▁▁█      4  1,024\n\n"));
}

TEST(ReportTextTest, colour_says_what_is_good_and_what_is_not) {
  Report report = failures();
  report.columns = {{"version", ColumnKind::kText}, {"failed", ColumnKind::kShareChange}};
  report.rows = {{std::string("2.0.0"), ShareChange{{100, 1000}, {50, 1000}}},
                 {std::string("3.0.0"), ShareChange{{50, 10'000}, {50, 10'000}}},
                 {std::string("4.0.0"), ShareChange{{1, 2}, {1, 2}}}};
  report.answers = {{.app = "git", .verdict = "worse", .en = "It is.", .ru = ""}};
  const std::string text = report_text(report, {.width = 100, .colour = true});
  EXPECT_THAT(text, HasSubstr("\x1b[1mFailures\x1b[0m: "));
  EXPECT_THAT(text, HasSubstr("\x1b[31mIt is.\x1b[0m\n"));
  EXPECT_THAT(text, HasSubstr("2.0.0    \x1b[31mworse\x1b[0m: "));
  EXPECT_THAT(text, HasSubstr("3.0.0    \x1b[32mnot worse\x1b[0m: "));
  EXPECT_THAT(text, HasSubstr("4.0.0    \x1b[33mcannot tell yet\x1b[0m: "));
  EXPECT_THAT(report_text(report, {.width = 100}), Not(HasSubstr("\x1b")));
}

TEST(ReportTextTest, says_what_else_it_was_asked_about) {
  Report report = failures();
  report.filters = {{"command", "git push"}, {"where", "ci"}};
  report.until_ms = 1'700'438'400'000;  // 2023-11-20T00:00:00Z
  EXPECT_THAT(report_text(report, {.width = 200}),
              HasSubstr("\nAsked about 2023-11-13 and before 2023-11-20 (UTC); seen 2023-11-13 to "
                        "2023-11-20. Only command: git push; where: ci.\n"));
}

TEST(ReportTextTest, tells_tools_apart_by_titles) {
  Report report = failures();
  report.rows[1][0] = std::string("werf");
  report.coverage.apps = {"git", "werf"};
  const std::string text = report_text(report, {.glyphs = Glyphs::kAscii, .width = 80});
  EXPECT_THAT(text, HasSubstr("\ngit\n  git commit"));
  EXPECT_THAT(text, HasSubstr("\nwerf\n  git gc"));
}

TEST(ReportTextTest, says_when_there_is_nothing_to_show) {
  Report report = failures();
  report.rows.clear();
  EXPECT_THAT(report_text(report, {}), HasSubstr("Nothing to show"));
  EXPECT_THAT(report_text(report, {}), HasSubstr("8,192 events"));
  report.coverage = {};
  EXPECT_THAT(report_text(report, {}), HasSubstr("Nothing has arrived in this time yet."));
  EXPECT_THAT(report_text(report, {}), HasSubstr("no events since 2023-11-13 (UTC)"));
}

TEST(ReportTextTest, text_of_a_server_cannot_speak_to_the_terminal) {
  Report report = failures();
  report.title = "\x1b]0;title";
  report.columns[1].name = "\x1b[1m";
  report.rows[0][1] = std::string("\x1b[2J");
  report.coverage.apps = {"\x1b[3m"};
  EXPECT_THAT(report_text(report, {}), Not(HasSubstr("\x1b")));
}

}  // namespace
}  // namespace overt::cli
