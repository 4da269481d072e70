// On a real store; only time is made up.
#include "collector/upkeep.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <future>
#include <span>

#include "base/temporary_directory.h"
#include "store/test_store.h"

namespace overt {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

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

  // An event of a tool whose clock says this.
  void load(std::int64_t ts_ms) {
    const Row row{.app = "tool", .received_ms = clock_.now_ms, .ts_ms = ts_ms};
    ASSERT_TRUE(store_->load({&row, 1}, *store_->position() + 1).ok());
  }

  testing::TemporaryDirectory directory_;
  std::unique_ptr<Store> store_ = *open_duckdb_store(directory_.file("store"));
  std::unique_ptr<Inbox> inbox_ = *Inbox::open(directory_.file("inbox"));
  ManualClock clock_;
  RefusalTally refusals_;
  std::vector<std::string> log_lines_;
  ServerLog log_{clock_, [this](std::string_view line) { log_lines_.emplace_back(line); }};
  std::uint8_t events_ = 0;
  Upkeep upkeep_{*inbox_, *store_, clock_, refusals_, log_};
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

// Takes one row of refusals at a time, and not the one that comes second.
class PartlyFailingStore final : public testing::EmptyStore {
 public:
  Result<std::size_t> add_refused(std::span<const RefusedEvents> refused) override {
    if (++calls_ == 2) return Error{"the server is away"};
    events_ += refused.front().events;
    return 1;
  }
  std::int64_t events() const { return events_; }

 private:
  int calls_ = 0;
  std::int64_t events_ = 0;
};

TEST_F(UpkeepTest, refusals_that_the_store_has_taken_before_it_failed_are_not_written_again) {
  PartlyFailingStore store;
  Upkeep upkeep(*inbox_, store, clock_, refusals_, log_);
  for (const char* version : {"1.0", "1.1", "1.1", "1.2"}) refuse(version);
  EXPECT_FALSE(upkeep.run_now().ok());
  EXPECT_EQ(store.events(), 1);
  EXPECT_TRUE(upkeep.run_now().ok());
  EXPECT_EQ(store.events(), 4);
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
  Upkeep anew(*inbox_, *store_, clock_, refusals_, log_);
  EXPECT_TRUE(anew.run_now().ok());
  EXPECT_EQ(refused(), "1 5");
}

TEST_F(UpkeepTest, a_day_is_forgotten_when_it_is_older_than_is_kept_and_its_losses_stay_away) {
  constexpr std::int64_t kTwoDaysMs = 2 * kDayMs;
  Upkeep upkeep(*inbox_, *store_, clock_, refusals_, log_, {.keep_days = 2});
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

class ClockAheadTest : public UpkeepTest {
 protected:
  void SetUp() override {
    refuse("1.0");
    load(clock_.now_ms);
    ASSERT_TRUE(upkeep_.run_now().ok());
    ASSERT_EQ(refused(), "1 1");
  }

  void pass_days(std::int64_t days) { clock_.now_ms += days * kDayMs; }

  Upkeep upkeep_{*inbox_, *store_, clock_, refusals_, log_, {.keep_days = kClockLeadDays}};
};

TEST_F(ClockAheadTest, a_tool_may_rest_for_some_time) {
  pass_days(kClockLeadDays);
  EXPECT_TRUE(upkeep_.run_now().ok());
  EXPECT_THAT(log_lines_, IsEmpty());
  EXPECT_EQ(refused(), "1 1") << "it is the last day that is kept";
}

TEST_F(ClockAheadTest, what_a_clock_that_is_further_ahead_would_forget_is_kept) {
  for (const std::int64_t days : {std::int64_t{kClockLeadDays} + 1, std::int64_t{3'650}}) {
    pass_days(days);
    for (int times = 0; times < 3; ++times) EXPECT_TRUE(upkeep_.run_now().ok());
    EXPECT_EQ(refused(), "1 1");
  }
  EXPECT_THAT(log_lines_, ElementsAre(HasSubstr("days=\"32\""), HasSubstr("days=\"3682\"")));
}

TEST_F(ClockAheadTest, events_do_not_make_it_right_but_where_their_senders_say_the_same) {
  const std::int64_t sent_ms = clock_.now_ms;
  pass_days(3'650);
  load(sent_ms);
  EXPECT_TRUE(upkeep_.run_now().ok());
  EXPECT_EQ(refused(), "1 1");
  pass_days(1);
  load(clock_.now_ms - kClockLeadDays * kDayMs - 1);
  EXPECT_TRUE(upkeep_.run_now().ok());
  EXPECT_EQ(refused(), "1 1") << "to the last millisecond";
  pass_days(1);
  load(clock_.now_ms - kClockLeadDays * kDayMs);
  EXPECT_TRUE(upkeep_.run_now().ok());
  EXPECT_EQ(refused(), "0 0");
  EXPECT_EQ(log_lines_.size(), 2U);
}

TEST_F(ClockAheadTest, a_sender_that_is_ahead_changes_nothing) {
  load(clock_.now_ms + 3'650 * kDayMs);
  pass_days(3'650);
  EXPECT_TRUE(upkeep_.run_now().ok());
  EXPECT_EQ(refused(), "1 1");
}

TEST_F(UpkeepTest, nothing_is_forgotten_where_nobody_has_said_so) {
  refuse("1.0");
  clock_.now_ms += kKeepDaysMax * kDayMs;
  EXPECT_TRUE(upkeep_.run_now().ok());
  EXPECT_EQ(refused(), "1 1");
}

}  // namespace
}  // namespace overt
