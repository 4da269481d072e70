// Counts of days that are right or not taken, whatever has become of the events.
#include "store/clickhouse/closed_days.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/temporary_directory.h"
#include "store/clickhouse.h"
#include "store/clickhouse/address.h"
#include "store/clickhouse/server.h"
#include "support/numbered_runs.h"
#include "support/store_kinds.h"

namespace overt::clickhouse {
namespace {

using testing::kFirstDay;
using testing::load;
using testing::runs;
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

}  // namespace
}  // namespace overt::clickhouse
