// `overt publish` as a maintainer runs it: the real program on a made-up tool's months.
#include <duckdb.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/clock.h"
#include "base/file.h"
#include "base/temporary_directory.h"
#include "publish/month.h"
#include "publish/publication_file.h"
#include "store/run_row.h"
#include "support/process.h"

namespace overt::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr std::size_t kFileBytesMax = std::size_t{1} << 24;

class PublishTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    const Month month = last_ended_month(SystemClock().unix_ms());
    const Outcome outcome =
        overt({"simulate", "--contract", OVERT_CONTRACTS "/werf.toml", "--store",
               data().file("data"), "--first-day", month.text() + "-01", "--days",
               std::to_string(month.end_day() - month.first_day() + 1)});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  }

  static Outcome overt(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), OVERT_PROGRAM);
    return run_program({.argv = std::move(arguments),
                        .environment = std::vector<std::string>{"HOME=" + data().path()}});
  }

  Outcome publish(std::vector<std::string> more = {}) const {
    std::vector<std::string> arguments = {"publish", site_,    "--app",
                                          kTool,     "--data", data().file("data")};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return overt(arguments);
  }

  std::string text_of(const std::string& name) const {
    const auto text = read_file(site_ + "/" + name, kFileBytesMax);
    EXPECT_TRUE(text.ok()) << (text ? "" : text.error().message);
    return text ? *text : "";
  }

  // As another program reads it.
  std::size_t rows_of_parquet() const {
    duckdb_database database = nullptr;
    duckdb_connection connection = nullptr;
    duckdb_result result;
    EXPECT_EQ(duckdb_open(nullptr, &database), DuckDBSuccess);
    EXPECT_EQ(duckdb_connect(database, &connection), DuckDBSuccess);
    const std::string sql = fmt::format(
        "SELECT count(projects) FROM read_parquet('{}/data/{}.parquet')", site_, month_.text());
    EXPECT_EQ(duckdb_query(connection, sql.c_str(), &result), DuckDBSuccess)
        << duckdb_result_error(&result);
    const auto rows = static_cast<std::size_t>(duckdb_value_int64(&result, 0, 0));
    duckdb_destroy_result(&result);
    duckdb_disconnect(&connection);
    duckdb_close(&database);
    return rows;
  }

  static TemporaryDirectory& data() {
    static TemporaryDirectory directory;
    return directory;
  }

  static constexpr const char* kTool = "synthetic-werf";
  TemporaryDirectory directory_;
  std::string site_ = directory_.file("site");
  Month month_ = last_ended_month(SystemClock().unix_ms());
};

TEST_F(PublishTest, writes_the_last_month_that_has_ended_in_three_formats) {
  const Outcome outcome = publish();
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, StartsWith(month_.text() + ": "));
  EXPECT_THAT(outcome.out, HasSubstr(site_ + "/index.html\n"));
  const auto publication = publication_from_json(text_of("data/" + month_.text() + ".json"));
  ASSERT_TRUE(publication.ok()) << publication.error().message;
  EXPECT_EQ(publication->k, 50);
  ASSERT_EQ(publication->tables.size(), 8U);
  std::size_t rows = 0;
  for (const PublishedTable& table : publication->tables) {
    for (const PublishedRow& row : table.rows) EXPECT_GE(row.projects, 50) << row.name;
    rows += table.rows.size();
  }
  const std::string csv = text_of("data/" + month_.text() + ".csv");
  EXPECT_EQ(static_cast<std::size_t>(std::ranges::count(csv, '\n')), rows + 1);
  EXPECT_EQ(rows_of_parquet(), rows);
}

TEST_F(PublishTest, numbers_are_those_of_the_reports) {
  ASSERT_EQ(publish({"--k", "5"}).exit_code, 0);
  const auto publication = publication_from_json(text_of("data/" + month_.text() + ".json"));
  const std::int32_t today = day_of(SystemClock().unix_ms());
  std::vector<std::string> asked = {"report",   "commands",
                                    "--data",   data().file("data"),
                                    "--since",  fmt::format("{}d", today - month_.first_day()),
                                    "--format", "json"};
  if (month_.end_day() < today) {
    asked.insert(asked.end(), {"--until", fmt::format("{}d", today - month_.end_day())});
  }
  const Outcome outcome = overt(asked);
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto report = nlohmann::json::parse(outcome.out);
  std::size_t compared = 0;
  for (const auto& row : report.at("rows")) {
    for (const PublishedRow& published : publication->tables.at(1).rows) {
      if (published.name != row.at(1)) continue;
      EXPECT_EQ(published.projects, row.at(4).get<std::int64_t>() / 5 * 5) << published.name;
      if (!published.runs) continue;
      EXPECT_LE(*published.runs, row.at(2)) << published.name;
      ++compared;
    }
  }
  EXPECT_GT(compared, 3U);
}

TEST_F(PublishTest, a_month_stays_as_it_was_published) {
  ASSERT_EQ(publish().exit_code, 0);
  const std::string json = text_of("data/" + month_.text() + ".json");
  std::filesystem::remove(site_ + "/index.html");
  const Outcome again = publish();
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_THAT(again.out, HasSubstr("was published before and stays as it is"));
  EXPECT_EQ(text_of("data/" + month_.text() + ".json"), json);
  EXPECT_FALSE(text_of("index.html").empty());
}

TEST_F(PublishTest, says_what_is_wrong_and_makes_nothing) {
  const struct {
    std::vector<std::string> more;
    const char* error;
  } kCases[] = {
      {{"--month", "2026-13"}, "overt: --month: not a month; write it as 2026-10\n"},
      {{"--month", "9999-01"}, "overt: 9999-01 has not ended; the last month that has is "},
      {{"--k", "4"}, "overt: k is not a number from 5 to 1000000\n"},
      {{"--server", "http://127.0.0.1:1"}, "--server"},
  };
  for (const auto& [more, error] : kCases) {
    const Outcome outcome = publish(more);
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_THAT(outcome.err, HasSubstr(error));
    EXPECT_FALSE(std::filesystem::exists(site_));
  }
  ASSERT_EQ(publish().exit_code, 0);
  EXPECT_EQ(publish({"--k", "20"}).exit_code, 2) << "for another k";
}

TEST_F(PublishTest, of_a_tool_that_nobody_used_it_tells_nothing) {
  const Outcome outcome =
      overt({"publish", site_, "--app", "nobodys", "--data", data().file("data")});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("fewer than 50 projects, so nothing is told of it"));
  EXPECT_THAT(text_of("index.html"), HasSubstr("Fewer than 50 projects were seen"));
}

}  // namespace
}  // namespace overt::testing
