#include "cli/report_csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace overt::cli {
namespace {

TEST(ReportCsvTest, is_rfc_4180_with_five_columns_a_share) {
  Report report;
  report.columns = {{"command", ColumnKind::kText},
                    {"runs", ColumnKind::kCount},
                    {"failed", ColumnKind::kShare},
                    {"last_day", ColumnKind::kDate}};
  report.rows = {
      {std::string("git commit"), std::int64_t{1234}, Share{1, 4}, std::string("2023-11-14")},
      {std::string("a \"b\", c\nd"), std::int64_t{0}, Share{0, 0}, std::monostate()},
      {std::string("none"), std::int64_t{0}, std::monostate(), std::monostate()}};
  EXPECT_EQ(report_csv(report),
            "command,runs,failed,failed_low,failed_high,failed_count,failed_of,last_day\r\n"
            "git commit,1234,0.250000,0.045587,0.699358,1,4,2023-11-14\r\n"
            "\"a \"\"b\"\", c\nd\",0,,0.000000,1.000000,0,0,\r\n"
            "none,0,,,,,,\r\n");
}

TEST(ReportCsvTest, a_change_takes_seven_columns) {
  Report report;
  report.columns = {{"failed", ColumnKind::kShareChange}, {"p90", ColumnKind::kDurationChange}};
  report.rows = {
      {ShareChange{{100, 1000}, {50, 1000}}, DurationChange{{.ms = 5, .low_ms = 4}, {.ms = 3}}},
      {std::monostate(), std::monostate()}};
  EXPECT_EQ(report_csv(report),
            "failed,failed_low,failed_high,failed_count,failed_of,failed_before_count,"
            "failed_before_of,p90,p90_ms,p90_low,p90_high,p90_before_ms,p90_before_low,"
            "p90_before_high\r\n"
            "worse,0.027052,0.073388,100,1000,50,1000,cannot tell yet,5,4,,3,,\r\n"
            ",,,,,,,,,,,,,\r\n");
}

TEST(ReportCsvTest, a_share_is_rounded_as_in_json) {
  Report report;
  report.columns = {{"failed", ColumnKind::kShare}};
  report.rows = {{Share{.count = 18, .of = 256}}};  // 0.0703125
  EXPECT_THAT(report_csv(report), ::testing::HasSubstr("\r\n0.070313,"));
}

TEST(ReportCsvTest, a_text_is_no_formula) {
  Report report;
  report.columns = {{"command", ColumnKind::kText}};
  report.rows = {
      {std::string("=1+1")}, {std::string("@a,b")}, {std::string("-1")}, {std::string("a=1")}};
  EXPECT_EQ(report_csv(report), "command\r\n'=1+1\r\n\"'@a,b\"\r\n'-1\r\na=1\r\n");
}

TEST(ReportCsvTest, an_empty_report_has_its_header) {
  Report report;
  report.columns = {{"command", ColumnKind::kText}};
  EXPECT_EQ(report_csv(report), "command\r\n");
}

}  // namespace
}  // namespace overt::cli
