// Counts of days that are right or not taken, whatever has become of the events.
#include "store/clickhouse/closed_days.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/temporary_directory.h"
#include "store/clickhouse.h"
#include "store/clickhouse/address.h"
#include "store/clickhouse/insert.h"
#include "store/clickhouse/server.h"
#include "support/numbered_runs.h"
#include "support/store_kinds.h"

namespace overt::clickhouse {
namespace {

using testing::kFirstDay;
using testing::load;
using testing::runs;
using testing::runs_of_day;
using testing::whole_runs;

class SetClock final : public Clock {
 public:
  std::int64_t unix_ms() const override { return now_ms_; }
  std::int64_t steady_ms() const override { return now_ms_; }
  void advance(std::int64_t ms) { now_ms_ += ms; }

 private:
  std::int64_t now_ms_ = (kFirstDay + 10) * kDayMs;
};

class ClosedDaysTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!testing::has_clickhouse_server()) GTEST_SKIP() << testing::kNoClickhouseServer;
    url_ = testing::clickhouse_server().url(testing::database_of(directory_));
    one_ = store("one");
  }

  std::unique_ptr<Store> store(const std::string& collector) {
    return open_clickhouse_store({.url = url_, .collector = collector}, clock_).value();
  }

  // Of the database of the test.
  std::string ask(const std::string& statement) {
    Server server(parse_address(url_).value(), "", "");
    const auto answer = server.run(statement);
    EXPECT_TRUE(answer) << answer.error().message;
    return answer ? *answer : "";
  }

  void count_days() {
    clock_.advance(kClaimMs);
    const auto counted = one_->archive();
    ASSERT_TRUE(counted) << counted.error().message;
  }

  DayStates states() {
    Server server(parse_address(url_).value(), "", "");
    return read_day_states(server).value();
  }

  // Whether all days are read from their counts, and whether those must be of the same content.
  bool are_counted(bool by_content) {
    const DayStates now = states();
    return now.open.empty() && !now.current.empty() &&
           std::ranges::all_of(now.current, [by_content](const Generation& generation) {
             return generation.is_by_content == by_content;
           });
  }

  SetClock clock_;
  testing::TemporaryDirectory directory_;
  std::string url_;
  std::unique_ptr<Store> one_;
};

TEST_F(ClosedDaysTest, keep_stale_counts_for_reports_that_know_of_no_newer_ones) {
  load(*one_, runs(0, 10), 1);
  count_days();
  const std::string first =
      "SELECT count() FROM fact WHERE generation = " + ask("SELECT max(generation) FROM fact");
  ASSERT_NE(ask(first), "0\n");
  clock_.advance(kDayMs);
  load(*one_, runs(10, 11), 2);  // which comes late
  count_days();
  EXPECT_NE(ask(first), "0\n") << "they were counts of all until a moment ago";
  clock_.advance(kGenerationGraceMs);
  ASSERT_TRUE(one_->archive());
  EXPECT_EQ(ask(first), "0\n");
  EXPECT_EQ(whole_runs(*one_), 11);
}

TEST(StaleCounts, may_go_at_the_end_of_their_grace_and_not_before) {
  StaleCounts counts;
  const Generation generation{.day = kFirstDay, .number = 5, .events = 2};
  const std::vector<Generation> stale = {generation};
  EXPECT_TRUE(counts.over(stale, 1'000).empty());
  EXPECT_TRUE(counts.over(stale, 1'000 + kGenerationGraceMs - 1).empty());
  EXPECT_EQ(counts.over(stale, 1'000 + kGenerationGraceMs).size(), 1);
  EXPECT_TRUE(counts.over({}, 2'000 + kGenerationGraceMs).empty());
  EXPECT_TRUE(counts.over(stale, 3'000 + kGenerationGraceMs).empty()) << "it was right in between";
}

// Rows that were sent again go with the server's next merge; as many others are no substitute.
TEST_F(ClosedDaysTest, do_not_take_as_many_events_for_the_same_ones) {
  load(*one_, runs(0, 10), 1);
  ask("SYSTEM STOP MERGES");
  Server server(parse_address(url_).value(), "", "");
  ASSERT_TRUE(insert_events(server, runs(0, 1), "one", 0));
  ASSERT_EQ(ask("SELECT count() FROM event"), "22\n");
  count_days();
  ASSERT_TRUE(are_counted(true));
  EXPECT_EQ(whole_runs(*one_), 10);
  ask("SYSTEM START MERGES");
  ask("OPTIMIZE TABLE event FINAL");
  ASSERT_EQ(ask("SELECT count() FROM event"), "20\n");
  load(*store("other"), runs(10, 11), 1);
  EXPECT_EQ(whole_runs(*one_), 11);
  count_days();
  EXPECT_TRUE(are_counted(false));
  EXPECT_EQ(whole_runs(*one_), 11);
}

// Of runs, of halves without another, and of those that were there on an earlier day.
TEST_F(ClosedDaysTest, have_the_content_of_all_rows_that_were_sent_again) {
  ASSERT_TRUE(one_->position());  // makes the tables
  ask("SYSTEM STOP MERGES");
  Server server(parse_address(url_).value(), "", "");
  std::vector<Row> rows = runs(0, 2);
  rows.pop_back();
  std::vector<Row> later = runs_of_day(kFirstDay + 1, 0, 4);
  later.pop_back();
  for (int times = 0; times < 3; ++times) {
    ASSERT_TRUE(insert_events(server, rows, "one", 0));
    ASSERT_TRUE(insert_events(server, later, "one", 1));
  }
  count_days();
  count_days();
  ASSERT_EQ(ask("SELECT count() FROM event"), "30\n");
  EXPECT_TRUE(are_counted(true)) << "they are those that are there";
  ask("SYSTEM START MERGES");
  ask("OPTIMIZE TABLE event FINAL");
  EXPECT_EQ(states().open.size(), 2);
  count_days();
  count_days();
  EXPECT_TRUE(are_counted(false));
  EXPECT_EQ(whole_runs(*one_), 3);
}

TEST_F(ClosedDaysTest, do_not_take_as_many_events_for_those_of_a_project_that_is_forgotten) {
  load(*one_, runs(0, 14), 1);  // of seven projects
  count_days();
  ASSERT_TRUE(are_counted(false));
  const std::vector<std::uint64_t> projects = {3};
  ASSERT_TRUE(one_->forget_project("git", projects));
  EXPECT_EQ(whole_runs(*one_), 12);
  load(*store("other"), runs(14, 16), 1);
  EXPECT_EQ(whole_runs(*one_), 14);
  count_days();
  EXPECT_TRUE(are_counted(false));
  EXPECT_EQ(whole_runs(*one_), 14);
}

// Two collectors begin at the same millisecond, and one is killed.
TEST_F(ClosedDaysTest, are_of_a_day_and_a_generation) {
  load(*one_, runs(0, 10), 1);
  count_days();
  load(*one_, runs_of_day(kFirstDay + 1, 10, 15), 2);
  ask("INSERT INTO fact (day, generation, app, command, project, runs) "
      "SELECT day + 1, generation, app, command, project, runs FROM fact");
  EXPECT_EQ(whole_runs(*one_), 15);
}

}  // namespace
}  // namespace overt::clickhouse
