#include "collector/loader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "collector/test_events.h"

namespace overt {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::tool_event;

class FixedClock final : public Clock {
 public:
  std::int64_t unix_ms() const override { return 1'700'000'000'000; }
  std::int64_t steady_ms() const override { return 0; }
};

// Inbox and store in memory, whose failures and states a test can order and await: a full disk and
// a store that comes back cannot be had on demand from the real ones.
class World final : public Inbox, public Store {
 public:
  void submit(std::vector<AcceptedEvent> batch, std::function<void(Status)> done) override {
    {
      const std::scoped_lock lock(mutex_);
      for (AcceptedEvent& event : batch) {
        events_.push_back({.position = static_cast<std::int64_t>(events_.size()) + 1,
                           .app = event.app,
                           .received_ms = event.received_ms,
                           .line = std::move(event.line)});
      }
    }
    done(Ok{});
  }

  Result<std::vector<StoredEvent>> read(std::int64_t position, std::size_t events_max) override {
    const std::scoped_lock lock(mutex_);
    std::vector<StoredEvent> result;
    for (const StoredEvent& event : events_) {
      if (event.position > position && result.size() < events_max) result.push_back(event);
    }
    return result;
  }

  Status prune(std::int64_t position) override {
    const std::scoped_lock lock(mutex_);
    pruned_ = position;
    changed_.notify_all();
    return Ok{};
  }

  Result<InboxExtent> extent() override { return InboxExtent{}; }
  Status begin_after(std::int64_t /*position*/) override { return Ok{}; }

  Result<std::int64_t> position() override {
    const std::scoped_lock lock(mutex_);
    return position_;
  }

  Status load(std::span<const Row> rows, std::int64_t position) override {
    const std::scoped_lock lock(mutex_);
    if (failures_ > 0) {
      --failures_;
      return Error{"the disk is full"};
    }
    loaded_ += rows.size();
    position_ = position;
    changed_.notify_all();
    return Ok{};
  }

  Result<std::size_t> add_refused(std::span<const RefusedEvents> refused) override {
    const std::scoped_lock lock(mutex_);
    if (failures_ > 0) {
      --failures_;
      return Error{"the disk is full"};
    }
    refused_ += refused.size();
    changed_.notify_all();
    return refused.size();
  }
  Status set_lost(std::span<const LostBeforeSending> /*lost*/) override {
    return takes_losses_ ? Status(Ok{}) : Status(Error{"too many days"});
  }
  using Inbox::forget_before;
  Status forget_before(std::int32_t /*day*/) override { return Ok{}; }
  Status check(const std::function<bool()>& /*keep_going*/) override { return Ok{}; }

  Result<QueryResult> query(const std::string& /*sql*/,
                            const QueryParameters& /*parameters*/) override {
    return QueryResult{};
  }

  void put(std::string line) {
    submit({{.identity = {}, .app = "tool", .received_ms = 1, .line = std::move(line)}},
           [](const Status&) {});
  }

  // For good; to be called before a loader has the store.
  void refuse_losses() { takes_losses_ = false; }

  void fail_next_loads(int count) {
    const std::scoped_lock lock(mutex_);
    failures_ = count;
  }

  bool wait_until_loaded(std::size_t count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, kPatience, [&] { return loaded_ == count; });
  }

  bool wait_until_refused(std::size_t count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, kPatience, [&] { return refused_ == count; });
  }

  // False if it never came to that position.
  bool wait_until_pruned(std::int64_t position) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, kPatience, [&] { return pruned_ == position; });
  }

 private:
  // A test that waits this long has failed.
  static constexpr std::chrono::seconds kPatience{60};

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<StoredEvent> events_;
  std::int64_t position_ = 0;
  std::size_t loaded_ = 0;
  std::size_t refused_ = 0;
  int failures_ = 0;
  bool takes_losses_ = true;
  std::optional<std::int64_t> pruned_;
};

class LoaderTest : public ::testing::Test {
 protected:
  FixedClock clock_;
  std::vector<std::string> log_lines_;
  ServerLog log_{clock_, [this](std::string_view line) { log_lines_.emplace_back(line); }};
  World world_;
};

TEST_F(LoaderTest, what_is_there_at_the_start_is_loaded_without_being_woken) {
  world_.put(to_json(tool_event(1)));
  const Loader loader(world_, world_, clock_, log_);
  EXPECT_TRUE(world_.wait_until_loaded(1));
}

TEST_F(LoaderTest, what_comes_later_is_loaded_when_woken) {
  Loader loader(world_, world_, clock_, log_);
  for (std::size_t i = 1; i <= 3; ++i) {
    world_.put(to_json(tool_event(static_cast<std::int64_t>(i))));
    loader.wake();
    EXPECT_TRUE(world_.wait_until_loaded(i));
  }
}

TEST_F(LoaderTest, the_inbox_may_forget_what_is_loaded_and_no_more) {
  world_.put(to_json(tool_event(1)));
  world_.put(to_json(tool_event(2)));
  const Loader loader(world_, world_, clock_, log_);
  EXPECT_TRUE(world_.wait_until_pruned(2));
}

TEST_F(LoaderTest, a_store_that_fails_is_asked_again_and_reported_once) {
  world_.put(to_json(tool_event(1)));
  world_.fail_next_loads(2);
  {
    const Loader loader(world_, world_, clock_, log_);
    EXPECT_TRUE(world_.wait_until_loaded(1));
    EXPECT_TRUE(world_.wait_until_pruned(1));  // comes after the report that all is well
    EXPECT_FALSE(loader.failing());
  }
  EXPECT_THAT(log_lines_, ElementsAre(HasSubstr("the disk is full"), HasSubstr("works again")));
}

TEST_F(LoaderTest, refusals_are_written_by_and_by_though_nothing_wakes_it_and_the_store_fails) {
  RefusalTally refusals;
  Upkeep upkeep(world_, world_, clock_, refusals, log_);
  RefusalSums sums;
  sums.add({.reason = RefusalReason::kMalformed});
  refusals.add(sums);
  world_.fail_next_loads(1);
  const Loader loader(world_, world_, clock_, log_, &upkeep);
  EXPECT_TRUE(world_.wait_until_refused(1));
}

TEST_F(LoaderTest, the_inbox_forgets_what_is_loaded_though_upkeep_fails) {
  RefusalTally refusals;
  Upkeep upkeep(world_, world_, clock_, refusals, log_);
  world_.refuse_losses();
  world_.put(to_json(tool_event(1)));
  const Loader loader(world_, world_, clock_, log_, &upkeep);
  EXPECT_TRUE(world_.wait_until_pruned(1));
  EXPECT_TRUE(loader.failing());
}

TEST_F(LoaderTest, lines_that_are_no_events_are_counted_and_not_quoted) {
  world_.put("secret");
  {
    const Loader loader(world_, world_, clock_, log_);
    EXPECT_TRUE(world_.wait_until_pruned(1));
  }
  EXPECT_THAT(log_lines_, ElementsAre(HasSubstr("count=\"1\"")));
  EXPECT_EQ(log_lines_[0].find("secret"), std::string::npos);
}

}  // namespace
}  // namespace overt
