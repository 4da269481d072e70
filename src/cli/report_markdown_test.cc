#include "cli/report_markdown.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace overt::cli {
namespace {

using ::testing::HasSubstr;

Report failures() {
  return {.name = "failures",
          .title = "Failures",
          .question = "Which commands fail?",
          .since_ms = 1'699'833'600'000,  // 2023-11-13T00:00:00Z
          .columns = {{"command", ColumnKind::kText},
                      {"failed_runs", ColumnKind::kCount},
                      {"of_ended_runs", ColumnKind::kShare},
                      {"last_day", ColumnKind::kDate}},
          .rows = {{std::string("git commit"), std::int64_t{1024}, Share{1024, 4096},
                    std::string("2023-11-14")},
                   {std::monostate(), std::int64_t{0}, Share{0, 0}, std::monostate()}},
          .answers = {},
          .coverage = {.events = 8192,
                       .runs = 4096,
                       .projects = 1,
                       .first_day = "2023-11-13",
                       .last_day = "2023-11-20",
                       .apps = {"git"}}};
}

TEST(ReportMarkdownTest, is_a_table_as_github_reads_it) {
  EXPECT_EQ(report_markdown(failures()),
            "### Failures\n"
            "\n"
            "Which commands fail?\n"
            "\n"
            "| command | failed runs | of ended runs | last day |\n"
            "| --- | ---: | ---: | --- |\n"
            "| `git commit` | 1,024 | 25.0 % (23.7–26.3, n=4,096) | 2023-11-14 |\n"
            "| (all) | 0 | - (n=0) | |\n"
            "\n"
            "Coverage: 8,192 events, 4,096 runs, 1 project; git.\n"
            "Asked about 2023-11-13 and later (UTC); seen 2023-11-13 to 2023-11-20.\n");
}

TEST(ReportMarkdownTest, what_came_from_elsewhere_is_no_markup) {
  const auto cell = [](std::string text) {
    Report report = failures();
    report.rows[0][0] = std::move(text);
    return report_markdown(report);
  };
  EXPECT_THAT(cell("a|b"), HasSubstr("\n| `a\\|b` |"));
  EXPECT_THAT(cell("<img src=x> @maintainer"), HasSubstr("| `<img src=x> @maintainer` |"));
  EXPECT_THAT(cell("a`b``c"), HasSubstr("| ``` a`b``c ``` |"));
  EXPECT_THAT(cell("a\nb\x1b[1m\u202E"), HasSubstr("| `a?b?[1m?` |"));
  EXPECT_THAT(cell(""), HasSubstr("\n| | 1,024 |"));
}

TEST(ReportMarkdownTest, answers_and_headings_are_escaped) {
  Report report = failures();
  report.title = "A *title*";
  report.columns[1].name = "a|b";
  report.answers = {{.app = "git", .verdict = "worse", .en = "Is <b>worse</b>, @all.", .ru = ""}};
  const std::string text = report_markdown(report);
  EXPECT_THAT(text, HasSubstr("### A \\*title\\*\n"));
  EXPECT_THAT(text, HasSubstr("| a\\|b |"));
  EXPECT_THAT(text, HasSubstr("**git: Is \\<b\\>worse\\</b\\>, @\u200Ball.**\n"));
}

}  // namespace
}  // namespace overt::cli
