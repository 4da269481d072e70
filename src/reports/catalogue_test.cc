#include "reports/catalogue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace overt {
namespace {

TEST(CatalogueTest, has_the_reports_in_the_order_in_which_they_are_shown) {
  std::vector<std::string> names;
  for (const ReportQuery& query : report_catalogue()) names.push_back(query.name);
  EXPECT_THAT(
      names, ::testing::ElementsAre("summary", "activity", "trends", "commands", "failures",
                                    "unfinished", "durations", "versions", "upgrade-lag", "options",
                                    "option", "environments", "retention", "release-guard",
                                    "release", "quality"));
}

TEST(CatalogueTest, every_report_says_what_it_is) {
  for (const ReportQuery& query : report_catalogue()) {
    SCOPED_TRACE(query.name);
    EXPECT_NE(query.title, "");
    EXPECT_TRUE(query.question.ends_with("?"));
    EXPECT_TRUE(query.rules.ends_with(".")) << query.rules;
    EXPECT_EQ(query.columns.at(0), (Column{"app", ColumnKind::kText}));
  }
}

TEST(CatalogueTest, no_report_has_two_columns_of_one_name) {
  for (const ReportQuery& query : report_catalogue()) {
    std::set<std::string> names;
    for (const Column& column : query.columns) names.insert(column.name);
    EXPECT_EQ(names.size(), query.columns.size()) << query.name;
  }
}

TEST(CatalogueTest, finds_a_report_by_name_or_says_which_there_are) {
  EXPECT_EQ(find_report("failures")->title, "Failures");
  const auto none = find_report("failure");
  ASSERT_FALSE(none.ok());
  EXPECT_EQ(none.error().message,
            "no report is named failure; there are: summary, activity, trends, commands, failures, "
            "unfinished, durations, versions, upgrade-lag, options, option, environments, "
            "retention, release-guard, release, quality");
  EXPECT_FALSE(find_report("usage").ok());
  EXPECT_FALSE(find_report("coverage").ok());
}

TEST(CatalogueTest, kinds_of_columns_come_back_from_their_names) {
  for (const ColumnKind kind : {ColumnKind::kText, ColumnKind::kCount, ColumnKind::kShare,
                                ColumnKind::kDurationMs, ColumnKind::kDays, ColumnKind::kDate,
                                ColumnKind::kShareChange, ColumnKind::kDurationChange}) {
    EXPECT_EQ(*column_kind_from_string(to_string(kind)), kind);
  }
  EXPECT_FALSE(column_kind_from_string("number").ok());
}

}  // namespace
}  // namespace overt
