// Counts of days and weeks beside those that they are made of.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/temporary_directory.h"
#include "store/duckdb/database.h"
#include "store/duckdb/test_days.h"
#include "store/run_row.h"
#include "store/store.h"

namespace overt {
namespace {

using testing::kFirstArchivedDay;

constexpr int kDays = 24;  // from a Tuesday on: three weeks end

// What facts add up to, by week and {0}, in the days for which there are weeks.
constexpr const char* kOfDays = R"(
  SELECT concat_ws(' ', CAST(date_trunc('week', day) AS DATE), {0}, project, ci, min(day), max(day),
    sum(runs), sum(started), sum(ended), {1} sum(failed), sum(late))
  FROM fact WHERE day < (SELECT date_trunc('week', DATE '1970-01-01' + (closed_day + 1)) FROM store_state)
  GROUP BY CAST(date_trunc('week', day) AS DATE), {0}, project, ci ORDER BY 1)";
constexpr const char* kOfWeeks = R"(
  SELECT concat_ws(' ', week, {0}, project, ci, min(first_day), max(last_day), sum(runs),
    sum(started), sum(ended), {1} sum(failed), sum(late))
  FROM {0}_week GROUP BY week, {0}, project, ci ORDER BY 1)";

constexpr const char* kOptionSetsOfDays = R"(
  SELECT concat_ws(' ', CAST(date_trunc('week', day) AS DATE), f.command, e.version_id, f.ci, options,
    max(day), sum(started))
  FROM fact AS f JOIN environment AS e ON e.id = f.environment
  WHERE started > 0 AND options <> 0
    AND day < (SELECT date_trunc('week', DATE '1970-01-01' + (closed_day + 1)) FROM store_state)
  GROUP BY CAST(date_trunc('week', day) AS DATE), f.command, e.version_id, f.ci, options ORDER BY 1)";
constexpr const char* kOptionSetsOfWeeks = R"(
  SELECT concat_ws(' ', week, command, version, ci, options, max(last_day), sum(started))
  FROM option_set_week GROUP BY week, command, version, ci, options ORDER BY 1)";

constexpr const char* kOptionsOfDays = R"(
  SELECT DISTINCT concat_ws(' ', CAST(date_trunc('week', day) AS DATE), project, command, ci, options)
  FROM fact WHERE started > 0 AND options <> 0 AND project <> 0
    AND day < (SELECT date_trunc('week', DATE '1970-01-01' + (closed_day + 1)) FROM store_state)
  ORDER BY 1)";
constexpr const char* kOptionsOfWeeks = R"(
  SELECT DISTINCT concat_ws(' ', week, project, command, ci, options) FROM option_week ORDER BY 1)";

constexpr const char* kDurationsOfDays = R"(
  SELECT concat_ws(' ', CAST(date_trunc('week', day) AS DATE), command, version, ci, bucket, sum(runs))
  FROM duration
  WHERE day < (SELECT date_trunc('week', DATE '1970-01-01' + (closed_day + 1)) FROM store_state)
  GROUP BY CAST(date_trunc('week', day) AS DATE), command, version, ci, bucket ORDER BY 1)";
constexpr const char* kDurationsOfWeeks = R"(
  SELECT concat_ws(' ', week, command, version, ci, bucket, sum(runs))
  FROM duration_week GROUP BY week, command, version, ci, bucket ORDER BY 1)";

constexpr const char* kSumsOfFacts = R"(
  SELECT concat_ws(' ', day, environment, project, ci, sum(runs), sum(started), sum(ended),
    sum(failed), sum(late))
  FROM {0} GROUP BY day, environment, project, ci ORDER BY 1)";

// Of the two, sums by command alone say how many runs were whole.
const char* whole_of(std::string_view key) { return key == "command" ? "sum(whole)," : ""; }

class SumsTest : public ::testing::Test {
 protected:
  std::unique_ptr<Store> open() const {
    auto store = open_duckdb_store(path_);
    EXPECT_TRUE(store.ok()) << (store ? "" : store.error().message);
    return store ? *std::move(store) : nullptr;
  }

  static std::string number(Store& store, const std::string& sql) {
    return testing::text_of(store, "SELECT CAST((" + sql + ") AS VARCHAR)");
  }

  static void expect_sums_to_be_of_their_days(Store& store) {
    const std::string days = testing::text_of(store, fmt::format(kSumsOfFacts, "environment_day"));
    EXPECT_EQ(days, testing::text_of(store, fmt::format(kSumsOfFacts, "fact")));
    EXPECT_FALSE(days.empty());
    for (const char* key : {"environment", "command"}) {
      const std::string weeks = testing::text_of(store, fmt::format(kOfWeeks, key, whole_of(key)));
      EXPECT_EQ(weeks, testing::text_of(store, fmt::format(kOfDays, key, whole_of(key))));
      EXPECT_FALSE(weeks.empty());
    }
    const std::string sets = testing::text_of(store, kOptionSetsOfWeeks);
    EXPECT_EQ(sets, testing::text_of(store, kOptionSetsOfDays));
    EXPECT_FALSE(sets.empty());
    const std::string options = testing::text_of(store, kOptionsOfWeeks);
    EXPECT_EQ(options, testing::text_of(store, kOptionsOfDays));
    EXPECT_FALSE(options.empty());
    const std::string durations = testing::text_of(store, kDurationsOfWeeks);
    EXPECT_EQ(durations, testing::text_of(store, kDurationsOfDays));
    EXPECT_FALSE(durations.empty());
  }

  testing::TemporaryDirectory directory_;
  std::string path_ = directory_.file("store.duckdb");
};

TEST(Monday, is_on_or_before_the_day) {
  EXPECT_EQ(monday_of(0), -3) << "1970-01-01 was a Thursday";
  EXPECT_EQ(monday_of(3), -3);
  EXPECT_EQ(monday_of(4), 4);
  EXPECT_EQ(monday_of(-3), -3);
  EXPECT_EQ(monday_of(-4), -10);
  EXPECT_EQ(monday_of(kNoDay), kNoDay) << "0001-01-01 was a Monday";
}

TEST_F(SumsTest, are_the_sums_of_their_days_whenever_halves_come) {
  const auto store = open();
  const std::vector<Row> rows = testing::rows_of_days(kDays);
  for (std::size_t share = 1; share <= 4; ++share) {
    testing::load_rest(*store, {rows.begin(), rows.begin() + rows.size() * share / 4});
    if (share > 1) expect_sums_to_be_of_their_days(*store);
  }
  EXPECT_EQ(number(*store, "SELECT count(DISTINCT week) FROM command_week"), "3\n");
  // A half that came for a closed week has a row of its own.
  EXPECT_NE(number(*store,
                   "SELECT count(*) FROM (SELECT 1 FROM command_week "
                   "GROUP BY week, project, command, ci HAVING count(*) > 1)"),
            "0\n");
}

TEST_F(SumsTest, say_what_days_say_about_any_time) {
  const auto store = open();
  testing::load_rest(*store, testing::rows_of_days(kDays));
  constexpr const char* kDifferent = R"(
    WITH weeks AS (SELECT {0}, project, ci, runs, started, ended, {6} failed, late
                   FROM usage_of_{0}s({1}, {2}, {3}, {4}, {5})),
         days AS (SELECT {0}, project, ci, runs, started, ended, {6} failed, late
                  FROM usage({1}, {2}, {5})),
         one AS (SELECT {0}, project, ci, sum(runs), sum(started), sum(ended), {7} sum(failed), sum(late)
                 FROM weeks GROUP BY {0}, project, ci),
         other AS (SELECT {0}, project, ci, sum(runs), sum(started), sum(ended), {7} sum(failed), sum(late)
                   FROM days GROUP BY {0}, project, ci)
    SELECT count(*) FROM ((FROM one EXCEPT FROM other) UNION ALL (FROM other EXCEPT FROM one)))";
  constexpr const char* kDifferentOptions = R"(
    WITH weeks AS (SELECT DISTINCT * FROM usage_of_options({0}, {1}, {2}, {3}, {4})),
         days AS (SELECT DISTINCT project, command, ci, options FROM usage({0}, {1}, {4})
                  WHERE started > 0 AND options <> 0 AND project <> 0)
    SELECT count(*) FROM ((FROM weeks EXCEPT FROM days) UNION ALL (FROM days EXCEPT FROM weeks)))";
  constexpr const char* kDifferentOptionSets = R"(
    WITH weeks AS (SELECT command, version, ci, options, max(last_day), sum(started)
                   FROM usage_of_option_sets({0}, {1}, {2}, {3}, {4}) GROUP BY ALL),
         days AS (SELECT command, version, ci, options, max(last_day), sum(started)
                  FROM started_with_options({0}, {1}, {4}) GROUP BY ALL)
    SELECT count(*) FROM ((FROM weeks EXCEPT FROM days) UNION ALL (FROM days EXCEPT FROM weeks)))";
  constexpr const char* kDifferentDurations = R"(
    WITH weeks AS (SELECT command, version, ci, bucket, sum(runs)
                   FROM timing_of_weeks({0}, {1}, {2}, {3}, {4}) GROUP BY ALL),
         days AS (SELECT command, version, ci, bucket, sum(runs) FROM timing({0}, {1}, {4}) GROUP BY ALL)
    SELECT count(*) FROM ((FROM weeks EXCEPT FROM days) UNION ALL (FROM days EXCEPT FROM weeks)))";
  constexpr const char* kDifferentDays = R"(
    WITH sums AS (SELECT day, environment, project, ci, sum(runs), sum(started), sum(ended),
                    sum(failed), sum(late)
                  FROM usage_of_environment_days({0}, {1}, {2}) GROUP BY ALL),
         days AS (SELECT day, environment, project, ci, sum(runs), sum(started), sum(ended),
                    sum(failed), sum(late) FROM usage({0}, {1}, {2}) GROUP BY ALL)
    SELECT count(*) FROM ((FROM sums EXCEPT FROM days) UNION ALL (FROM days EXCEPT FROM sums)))";
  const auto date = [](int day) { return fmt::format("DATE '1970-01-01' + {}", day); };
  const int closed = kFirstArchivedDay + kDays - 2;
  for (int first = kFirstArchivedDay; first < kFirstArchivedDay + kDays; first += 5) {
    for (int end = first + 1; end <= kFirstArchivedDay + kDays + 3; end += 4) {
      int first_week = monday_of(first + 6);
      int end_week = std::min(monday_of(end), monday_of(closed + 1));
      if (first_week >= end_week) first_week = end_week = first;
      for (const char* key : {"environment", "command"}) {
        EXPECT_EQ(number(*store, fmt::format(kDifferent, key, date(first), date(end),
                                             date(first_week), date(end_week), date(closed),
                                             std::string_view(key) == "command" ? "whole," : "",
                                             whole_of(key))),
                  "0\n")
            << key << " from " << first << " to " << end;
      }
      EXPECT_EQ(number(*store, fmt::format(kDifferentOptions, date(first), date(end),
                                           date(first_week), date(end_week), date(closed))),
                "0\n")
          << "options from " << first << " to " << end;
      EXPECT_EQ(number(*store, fmt::format(kDifferentOptionSets, date(first), date(end),
                                           date(first_week), date(end_week), date(closed))),
                "0\n")
          << "option sets from " << first << " to " << end;
      EXPECT_EQ(number(*store, fmt::format(kDifferentDurations, date(first), date(end),
                                           date(first_week), date(end_week), date(closed))),
                "0\n")
          << "durations from " << first << " to " << end;
      EXPECT_EQ(number(*store, fmt::format(kDifferentDays, date(first), date(end), date(closed))),
                "0\n")
          << "days from " << first << " to " << end;
    }
  }
}

TEST_F(SumsTest, lose_the_days_that_are_forgotten) {
  const auto store = open();
  testing::load_rest(*store, testing::rows_of_days(kDays));
  // A Monday, days within a week, and a Sunday.
  for (const int day : {6, 8, 10, 12, 13, 18}) {
    ASSERT_TRUE(store->forget_before(kFirstArchivedDay + day).ok());
    EXPECT_EQ(number(*store, fmt::format("SELECT min(first_day) - DATE '1970-01-01' FROM "
                                         "environment_week")),
              fmt::format("{}\n", kFirstArchivedDay + day));
    expect_sums_to_be_of_their_days(*store);
  }
}

// Files of older forms: what they lack is added up from the facts that they have.
class OlderFormTest : public SumsTest {
 protected:
  void SetUp() override {
    const auto store = open();
    testing::load_rest(*store, testing::rows_of_days(kDays));
    whole_ = testing::all_of(*store);
  }

  void change(const std::string& sql) const {
    const auto database = duckdb::open_database(path_);
    ASSERT_TRUE(duckdb::execute(*duckdb::connect(*database), sql.c_str()).ok());
  }

  void expect_brought_up() const {
    for (int times = 0; times < 2; ++times) {
      const auto store = open();
      EXPECT_EQ(testing::all_of(*store), whole_);
      expect_sums_to_be_of_their_days(*store);
    }
  }

  std::string whole_;
};

TEST_F(OlderFormTest, six_added_up_no_option_sets) {
  change(testing::kToFormSix);
  expect_brought_up();
}

TEST_F(OlderFormTest, five_added_up_no_days_and_no_durations) {
  change(std::string(testing::kToFormSix) + testing::kToFormFive);
  expect_brought_up();
}

// Its ids are longer than those of any row that comes now.
TEST_F(OlderFormTest, four_knew_nothing_of_options) {
  change(std::string(testing::kToFormSix) + testing::kToFormFive + testing::kToFormFour + R"(
      UPDATE run SET project = project + 5 * (1::UBIGINT << 48) WHERE project <> 0;
      UPDATE half SET project = project + 5 * (1::UBIGINT << 48) WHERE project <> 0;
      UPDATE archive_half SET project = project + 5 * (1::UBIGINT << 48) WHERE project <> 0;
      UPDATE other_event SET project = project + 5 * (1::UBIGINT << 48) WHERE project <> 0;
      UPDATE fact SET project = project + 5 * (1::UBIGINT << 48) WHERE project <> 0;
      DELETE FROM environment_week;)");
  expect_brought_up();
}

TEST_F(OlderFormTest, three_added_up_nothing) {
  change(std::string(testing::kToFormSix) + testing::kToFormFive + testing::kToFormFour +
         testing::kToFormThree);
  expect_brought_up();
}

}  // namespace
}  // namespace overt
