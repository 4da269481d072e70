#include "reports/catalogue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <string_view>

namespace overt {
namespace {

TEST(CatalogueTest, has_the_reports_in_the_order_in_which_they_are_shown) {
  std::vector<std::string> names;
  for (const ReportQuery& query : report_catalogue()) names.push_back(query.name);
  EXPECT_THAT(names, ::testing::ElementsAre("summary", "activity", "trends", "commands", "failures",
                                            "unfinished", "durations", "versions", "upgrade-lag",
                                            "options", "option", "environments", "retention",
                                            "release-guard", "release", "quality"));
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

// The first comment of a .sql file is all that a reader has: its keys, and behind a line `--` the
// rules by which it counts.
struct Header {
  std::string keys;
  std::string rules;
};

Header header_of(std::string_view sql) {
  const auto separator = sql.find("\n--\n");
  EXPECT_NE(separator, std::string_view::npos);
  Header header{.keys = std::string(sql.substr(0, separator + 1)), .rules = {}};
  std::istringstream rest{std::string(sql.substr(separator + 4))};
  for (std::string line; std::getline(rest, line) && line.starts_with("--");) {
    header.rules += line.substr(2);
  }
  return header;
}

TEST(CatalogueTest, the_header_of_a_report_has_nothing_that_is_not_read) {
  const std::regex known("-- (title|question|about|answer|column): .+");
  for (const ReportQuery& query : report_catalogue()) {
    std::istringstream keys(header_of(query.sql).keys);
    for (std::string line; std::getline(keys, line);) {
      EXPECT_TRUE(std::regex_match(line, known)) << query.name << ": " << line;
    }
  }
}

TEST(CatalogueTest, the_header_of_a_report_says_how_it_is_computed) {
  for (const ReportQuery& query : report_catalogue()) {
    EXPECT_GT(header_of(query.sql).rules.size(), 200U) << query.name;
  }
  for (const std::string_view part : {usage_sql(), coverage_sql()}) {
    EXPECT_TRUE(part.starts_with("-- "));
  }
}

// A count says in its name of what it is. What everything else is of, or in which unit, is a rule.
TEST(CatalogueTest, the_header_of_a_report_says_what_its_columns_are_of) {
  const std::regex counted("(.*_)?(runs|projects|weeks_later)");
  for (const ReportQuery& query : report_catalogue()) {
    const std::string rules = header_of(query.sql).rules;
    for (const Column& column : query.columns) {
      SCOPED_TRACE(query.name + ": " + column.name);
      const auto has = [&rules](const std::string& text) {
        return rules.find(text) != std::string::npos;
      };
      switch (column.kind) {
        case ColumnKind::kText:
        case ColumnKind::kDate:
          break;
        case ColumnKind::kCount:
          EXPECT_TRUE(std::regex_match(column.name, counted));
          break;
        case ColumnKind::kDays:
          EXPECT_TRUE(has("`" + column.name + "`") && has(" days"));
          break;
        case ColumnKind::kDurationMs:
          EXPECT_TRUE(has("illiseconds"));
          break;
        case ColumnKind::kDurationChange:
          EXPECT_TRUE(has("`" + column.name + "`") && has("milliseconds"));
          break;
        case ColumnKind::kShare:
        case ColumnKind::kShareChange:
          EXPECT_TRUE(has("`" + column.name + "`"));
          break;
      }
    }
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
