#include "collector/transfer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "base/temporary_directory.h"
#include "collector/test_events.h"
#include "store/run_row.h"

namespace overt {
namespace {

using testing::tool_event;

class TransferTest : public ::testing::Test {
 protected:
  TransferTest()
      : inbox_(*Inbox::open(directory_.file("inbox.sqlite"))),
        store_(*open_duckdb_store(directory_.file("store.duckdb"))) {}

  void put(const std::vector<std::string>& lines, std::int64_t received_ms = 1) {
    std::vector<AcceptedEvent> batch;
    for (const std::string& line : lines) {
      AcceptedEvent event{.identity = {}, .app = "tool", .received_ms = received_ms, .line = line};
      const auto number = static_cast<std::uint32_t>(++count_);
      for (std::size_t i = 0; i < 4; ++i) {
        event.identity.span_id[i] = static_cast<std::uint8_t>(number >> (8 * i));
      }
      batch.push_back(std::move(event));
    }
    std::promise<bool> committed;
    inbox_->submit(std::move(batch),
                   [&](const Status& status) { committed.set_value(status.ok()); });
    ASSERT_TRUE(committed.get_future().get());
  }

  static std::vector<std::string> lines_of_runs(std::size_t count) {
    std::vector<std::string> lines;
    for (std::size_t i = 0; i < count; ++i) {
      lines.push_back(to_json(tool_event(static_cast<std::int64_t>(i))));
    }
    return lines;
  }

  std::int64_t rows() {
    const auto result = store_->query("SELECT count(*) FROM event", {});
    EXPECT_TRUE(result);
    return std::get<std::int64_t>(result->rows.at(0).at(0));
  }

  testing::TemporaryDirectory directory_;
  int count_ = 0;
  std::unique_ptr<Inbox> inbox_;
  std::unique_ptr<Store> store_;
};

TEST_F(TransferTest, what_is_in_the_inbox_is_in_the_store_once) {
  put({to_json(tool_event(1)), to_json(tool_event(2))});
  EXPECT_EQ(*transfer_batch(*inbox_, *store_), (Transferred{.loaded = 2}));
  EXPECT_EQ(*transfer_batch(*inbox_, *store_), Transferred{});
  put({to_json(tool_event(3))});
  EXPECT_EQ(*transfer_batch(*inbox_, *store_), (Transferred{.loaded = 1}));
  EXPECT_EQ(rows(), 3);
}

TEST_F(TransferTest, a_line_that_is_no_event_is_skipped_and_holds_up_nothing) {
  put({"{", to_json(tool_event(1)), ""});
  EXPECT_EQ(*transfer_batch(*inbox_, *store_), (Transferred{.loaded = 1, .skipped = 2}));
  put({"no event at all"});
  EXPECT_EQ(*transfer_batch(*inbox_, *store_), (Transferred{.skipped = 1}));
  EXPECT_EQ(*transfer_batch(*inbox_, *store_), Transferred{});
}

TEST_F(TransferTest, a_batch_has_its_limit_and_all_are_as_many_as_there_are) {
  put(lines_of_runs(kTransferEventsMax + 1));
  EXPECT_EQ(*transfer_batch(*inbox_, *store_),
            (Transferred{.loaded = kTransferEventsMax, .more = true}));
  EXPECT_EQ(*transfer_all(*inbox_, *store_, [] { return true; }), (Transferred{.loaded = 1}));
  EXPECT_EQ(rows(), static_cast<std::int64_t>(kTransferEventsMax) + 1);
}

TEST_F(TransferTest, a_batch_ends_where_a_later_day_begins) {
  put({to_json(tool_event(1)), to_json(tool_event(2))}, kDayMs - 1);
  put({to_json(tool_event(3))}, kDayMs);
  put({to_json(tool_event(4))}, kDayMs - 1);  // committed later than it came
  EXPECT_EQ(*transfer_batch(*inbox_, *store_), (Transferred{.loaded = 2, .more = true}));
  EXPECT_EQ(*transfer_batch(*inbox_, *store_), (Transferred{.loaded = 2}));
  EXPECT_EQ(*store_->archive(), 2);
}

TEST_F(TransferTest, it_ends_after_a_batch_when_told_to) {
  put(lines_of_runs(kTransferEventsMax + 1));
  const auto moved = transfer_all(*inbox_, *store_, [] { return false; });
  EXPECT_EQ(*moved, (Transferred{.loaded = kTransferEventsMax, .more = true}));
}

}  // namespace
}  // namespace overt
