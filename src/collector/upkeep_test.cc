// On a real store; only time is made up.
#include "collector/upkeep.h"

#include <gtest/gtest.h>

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

  // Rows and events of the table of refusals.
  std::string refused() {
    const auto answer = store_->query(
        "SELECT count(*)::VARCHAR || ' ' || coalesce(sum(events), 0)::VARCHAR FROM refusal", {});
    EXPECT_TRUE(answer.ok());
    return std::get<std::string>(answer->rows.at(0).at(0));
  }

  testing::TemporaryDirectory directory_;
  std::unique_ptr<Store> store_ = *open_duckdb_store(directory_.file("store"));
  ManualClock clock_;
  RefusalTally refusals_;
  Upkeep upkeep_{*store_, clock_, refusals_};
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

}  // namespace
}  // namespace overt
