// What today's ClickHouse refuses and Debian's 18.16 does not know of.
#include "support/todays_clickhouse.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "store/clickhouse.h"
#include "store/exchange.h"
#include "store/migrate_to_clickhouse.h"
#include "store/store.h"
#include "support/numbered_runs.h"

namespace overt::testing {
namespace {

using ::testing::HasSubstr;

// One day more than it takes in one insert.
constexpr std::int32_t kDays = 101;

// One event on each of some days.
class DailyEvents final : public EventFile {
 public:
  explicit DailyEvents(std::int32_t days) : days_(days) {}

  std::int64_t rows() const override { return days_; }

  Result<EventRows> next(std::size_t rows_wanted) override {
    EventRows rows;
    for (; day_ < days_ && rows.events.size() < rows_wanted; ++day_) {
      ExportedEvent exported{.app = "git", .received_ms = (kFirstDay + day_) * kDayMs};
      exported.event.event_type = std::string(kCommandStarted);
      rows.events.push_back(std::move(exported));
    }
    rows.rows = static_cast<std::int64_t>(rows.events.size());
    return rows;
  }

 private:
  const std::int32_t days_;
  std::int32_t day_ = 0;
};

class TodaysClickhouseTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!has_todays_clickhouse()) GTEST_SKIP() << kNoTodaysClickhouse;
    server_ = std::make_unique<TodaysClickhouse>();
    options_ = {.url = server_->url("today"), .collector = "one"};
    store_ = open_clickhouse_store(options_, clock_).value();
  }

  Result<Migrated> migrate(std::int32_t days) const {
    DailyEvents events(days);
    return migrate_to_clickhouse(events, options_, clock_, [](double /*share*/) { return true; });
  }

  SystemClock clock_;
  ClickhouseOptions options_;
  std::unique_ptr<TodaysClickhouse> server_;
  std::unique_ptr<Store> store_;
};

TEST_F(TodaysClickhouseTest, takes_refusals_of_any_number_of_days) {
  std::vector<RefusedEvents> refused;
  for (std::int32_t day = 0; day < kDays; ++day) {
    refused.push_back({.day = kFirstDay + day, .app = "git", .reason = "malformed", .events = 2});
  }
  std::span<const RefusedEvents> rest = refused;
  const auto added = store_->add_refused(rest);
  ASSERT_TRUE(added) << added.error().message;
  rest = rest.subspan(*added);
  EXPECT_EQ(store_->add_refused(rest).value(), 1);
  EXPECT_EQ(doubled_halves(*store_), 2 * kDays);
}

TEST_F(TodaysClickhouseTest, hears_of_losses_on_any_number_of_days) {
  std::vector<LostBeforeSending> lost;
  for (std::int32_t day = 0; day < kDays; ++day) {
    lost.push_back({.day = kFirstDay + day, .app = "git", .events = 2});
  }
  const Status set = store_->set_lost(lost);
  ASSERT_TRUE(set) << set.error().message;
  EXPECT_EQ(doubled_halves(*store_), 2 * kDays);
}

TEST_F(TodaysClickhouseTest, takes_a_migration_of_any_number_of_days) {
  const auto migrated = migrate(kDays);
  ASSERT_TRUE(migrated) << migrated.error().message;
  EXPECT_EQ(migrated->rows, kDays);
  EXPECT_EQ(migrated->days, kDays);
  EXPECT_EQ(number(*store_, "SELECT toInt64(uniqExact(day)) AS n FROM event"), kDays);
}

TEST_F(TodaysClickhouseTest, goes_on_with_rows_that_a_migration_did_not_have_yet) {
  ASSERT_TRUE(migrate(2));
  const auto migrated = migrate(5);
  ASSERT_TRUE(migrated) << migrated.error().message;
  EXPECT_EQ(migrated->rows, 5);
  EXPECT_EQ(migrated->skipped, 2);
  EXPECT_EQ(number(*store_, "SELECT toInt64(count()) AS n FROM event"), 5);
}

TEST_F(TodaysClickhouseTest, has_no_day_that_was_not_migrated) {
  ASSERT_TRUE(migrate(2));
  load(*store_, runs_of_day(kFirstDay + 2, 0, 1), 4);
  const auto migrated = migrate(2);
  ASSERT_FALSE(migrated);
  EXPECT_THAT(migrated.error().message, HasSubstr("no events were sent and 2 are there"));
}

}  // namespace
}  // namespace overt::testing
