#include "cli/trend.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace overt::cli {
namespace {

using ::testing::ElementsAre;

std::vector<ReportCell> row(const char* begins, std::int64_t runs, std::int64_t projects) {
  return {std::string("git"), std::string(begins), runs, projects};
}

Report activity() {
  return {.per = "week",
          .columns = {{"app", ColumnKind::kText},
                      {"begins", ColumnKind::kDate},
                      {"runs", ColumnKind::kCount},
                      {"ci_runs", ColumnKind::kCount}},
          .rows = {row("2023-10-30", 4, 2), row("2023-11-20", 8, 1)},
          .coverage = {.apps = {"git"}}};
}

TEST(TrendTest, each_measure_has_a_line_with_periods_in_which_nothing_came) {
  const Trend trend = trend_of(activity(), 50);
  EXPECT_EQ(trend.first, "2023-10-30");
  EXPECT_EQ(trend.last, "2023-11-20");
  ASSERT_EQ(trend.lines.size(), 2U);
  EXPECT_EQ(trend.lines[0].name, "runs");
  EXPECT_THAT(trend.lines[0].values, ElementsAre(4, 0, 0, 8));
  EXPECT_EQ(trend.lines[1].name, "ci runs");
}

TEST(TrendTest, the_last_periods_are_shown_where_not_all_can_be) {
  const Trend trend = trend_of(activity(), 2);
  EXPECT_EQ(trend.first, "2023-11-13");
  EXPECT_THAT(trend.lines[0].values, ElementsAre(0, 8));
}

TEST(TrendTest, months_are_as_long_as_they_are) {
  Report report = activity();
  report.per = "month";
  report.rows = {row("2023-11-01", 1, 0), row("2024-02-01", 2, 0)};
  EXPECT_THAT(trend_of(report, 50).lines[0].values, ElementsAre(1, 0, 0, 2));
}

TEST(TrendTest, what_a_report_tells_apart_has_a_line_each_of_its_first_measure) {
  Report report = activity();
  report.columns = {{"app", ColumnKind::kText},
                    {"begins", ColumnKind::kDate},
                    {"version", ColumnKind::kText},
                    {"of_projects", ColumnKind::kShare}};
  const auto share = [](const char* begins, const char* version, std::int64_t count) {
    return std::vector<ReportCell>{std::string("git"), std::string(begins), std::string(version),
                                   Share{count, 4}};
  };
  report.rows = {share("2023-11-13", "1.9.0", 4), share("2023-11-20", "1.9.0", 1),
                 share("2023-11-20", "1.10.0", 3)};
  const Trend trend = trend_of(report, 50);
  ASSERT_EQ(trend.lines.size(), 2U);
  EXPECT_EQ(trend.lines[1].name, "1.10.0");
  EXPECT_TRUE(trend.lines[1].is_share);
  EXPECT_THAT(trend.lines[1].values, ElementsAre(0, 0.75));
  for (int i = 0; i < 20; ++i) {
    report.rows.push_back(share("2023-11-20", std::to_string(i).c_str(), 1));
  }
  EXPECT_EQ(trend_of(report, 50).lines.size(), kTrendLinesMax);
  EXPECT_EQ(trend_of(report, 50).lines.back().name, "19");
}

TEST(TrendTest, one_period_is_no_trend_and_neither_is_what_has_no_days) {
  Report report = activity();
  report.rows.pop_back();
  EXPECT_TRUE(trend_of(report, 50).lines.empty());
  report = activity();
  report.rows[0][1] = std::string("yesterday!");
  EXPECT_TRUE(trend_of(report, 50).lines.empty());
  report.columns[1].name = "first_day";
  EXPECT_TRUE(trend_of(report, 50).lines.empty());
}

}  // namespace
}  // namespace overt::cli
