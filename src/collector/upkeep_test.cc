// On a real store; only time is made up.
#include "collector/upkeep.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <future>

#include "base/temporary_directory.h"

namespace overt {
namespace {

class ManualClock final : public Clock {
 public:
  std::int64_t unix_ms() const override { return now_ms; }
  std::int64_t steady_ms() const override { return now_ms; }

  std::int64_t now_ms = 1'700'000'000'000;  // 2023-11-14, day 19675
};

class UpkeepTest : public ::testing::Test {
 protected:
  void refuse(std::string version) {
    RefusalSums sums;
    sums.add({.day = 19'675,
              .reason = RefusalReason::kNotInContract,
              .app = "tool",
              .version = std::move(version)});
    refusals_.add(sums);
  }

  // An event of the day comes, and tells of so many that were lost before it.
  void lose(std::int64_t events) {
    AcceptedEvent event{
        .app = "tool", .received_ms = clock_.now_ms, .line = "{}", .lost_before = events};
    event.identity.span_id[0] = ++events_;
    std::promise<bool> kept;
    inbox_->submit({event}, [&kept](const Status& status) { kept.set_value(status.ok()); });
    EXPECT_TRUE(kept.get_future().get());
  }

  // Rows and events of the table of refusals.
  std::string refused() {
    const auto answer = store_->query(
        "SELECT count(*)::VARCHAR || ' ' || coalesce(sum(events), 0)::VARCHAR FROM refusal", {});
    EXPECT_TRUE(answer.ok());
    return std::get<std::string>(answer->rows.at(0).at(0));
  }

  testing::TemporaryDirectory directory_;
  std::unique_ptr<Store> store_ = *open_duckdb_store(directory_.file("store"));
  std::unique_ptr<Inbox> inbox_ = *Inbox::open(directory_.file("inbox"));
  ManualClock clock_;
  RefusalTally refusals_;
  std::uint8_t events_ = 0;
  Upkeep upkeep_{*inbox_, *store_, clock_, refusals_};
};

TEST_F(UpkeepTest, refusals_are_written_at_once_and_then_after_each_interval) {
  refuse("1.0");
  EXPECT_TRUE(upkeep_.run().ok());
  EXPECT_EQ(refused(), "1 1");
  refuse("1.0");
  refuse("1.0");
  clock_.now_ms += kUpkeepInterval.count() - 1;
  EXPECT_TRUE(upkeep_.run().ok());
  EXPECT_EQ(refused(), "1 1");
  ++clock_.now_ms;
  EXPECT_TRUE(upkeep_.run().ok());
  EXPECT_EQ(refused(), "2 3");
}

TEST_F(UpkeepTest, at_the_end_what_is_left_is_written_at_once) {
  EXPECT_TRUE(upkeep_.run().ok());
  refuse("1.0");
  EXPECT_TRUE(upkeep_.run_now().ok());
  EXPECT_EQ(refused(), "1 1");
}

TEST_F(UpkeepTest, losses_that_the_inbox_knows_are_in_the_store_once_also_in_one_that_begins_anew) {
  lose(3);
  lose(2);
  for (int times = 0; times < 2; ++times) {
    EXPECT_TRUE(upkeep_.run_now().ok());
    EXPECT_EQ(refused(), "1 5");
  }
  store_ = *open_duckdb_store(directory_.file("another"));
  Upkeep anew(*inbox_, *store_, clock_, refusals_);
  EXPECT_TRUE(anew.run_now().ok());
  EXPECT_EQ(refused(), "1 5");
}

TEST_F(UpkeepTest, a_day_is_forgotten_when_it_is_older_than_is_kept_and_its_losses_stay_away) {
  constexpr std::int64_t kTwoDaysMs = 2 * kDayMs;
  Upkeep upkeep(*inbox_, *store_, clock_, refusals_, {.keep_days = 2});
  refuse("1.0");
  lose(3);
  EXPECT_TRUE(upkeep.run_now().ok());
  const std::int64_t day_begins_ms = day_of(clock_.now_ms) * kDayMs;
  clock_.now_ms = day_begins_ms + kTwoDaysMs + kDayMs - 1;
  EXPECT_TRUE(upkeep.run_now().ok());
  EXPECT_EQ(refused(), "2 4") << "to the last millisecond";
  ++clock_.now_ms;
  for (int times = 0; times < 2; ++times) {
    EXPECT_TRUE(upkeep.run_now().ok());
    EXPECT_EQ(refused(), "0 0");
  }
}

TEST_F(UpkeepTest, a_day_that_has_ended_is_archived_and_leaves_the_inbox_after_some_days) {
  lose(0);
  const Row first{.app = "tool", .received_ms = clock_.now_ms};
  const Row next{.app = "tool", .received_ms = clock_.now_ms + kDayMs};
  ASSERT_TRUE(store_->load({&first, 1}, 1).ok());
  ASSERT_TRUE(store_->load({&next, 1}, 2).ok());
  EXPECT_TRUE(upkeep_.run_now().ok());
  EXPECT_FALSE(std::filesystem::exists(directory_.file("archive"))) << "at the end it may wait";
  EXPECT_TRUE(upkeep_.run().ok());
  EXPECT_TRUE(std::filesystem::exists(directory_.file("archive/2023-11-14.parquet")));
  clock_.now_ms += kInboxDays * kDayMs;
  EXPECT_TRUE(upkeep_.run().ok());
  EXPECT_EQ(inbox_->extent()->first, 1) << "to the last millisecond";
  clock_.now_ms += kUpkeepInterval.count();
  EXPECT_TRUE(upkeep_.run().ok());
  EXPECT_EQ(inbox_->extent()->first, 2);
}

TEST_F(UpkeepTest, nothing_is_forgotten_where_nobody_has_said_so) {
  refuse("1.0");
  clock_.now_ms += kKeepDaysMax * kDayMs;
  EXPECT_TRUE(upkeep_.run_now().ok());
  EXPECT_EQ(refused(), "1 1");
}

}  // namespace
}  // namespace overt
