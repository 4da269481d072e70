#include "inbox/mend_inbox.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <future>
#include <set>

#include "base/file.h"
#include "base/temporary_directory.h"
#include "inbox/inbox.h"
#include "inbox/inbox_tables.h"
#include "inbox/sqlite.h"

namespace overt {
namespace {

constexpr std::int64_t kNow = 1'700'000'000'123;
constexpr std::uint32_t kEvents = 2000;
constexpr std::uintmax_t kPageBytes = 4096;
// What is lost with a page, at most: a row, or those that begin in it.
constexpr std::uint32_t kRowEvents = 40;
constexpr std::uint32_t kRowsInAPage = 8;

AcceptedEvent event(std::uint32_t number) {
  AcceptedEvent event{.identity = {}, .app = "git", .received_ms = number, .line = {}};
  for (std::size_t i = 0; i < sizeof number; ++i) {
    event.identity.trace_id[i] = static_cast<std::uint8_t>(number >> (8 * i));
  }
  event.line = "event " + std::to_string(number) + std::string(400, '.');
  return event;
}

class MendInboxTest : public ::testing::Test {
 protected:
  void SetUp() override { put(0, kEvents); }

  void put(std::uint32_t first, std::uint32_t end) {
    const auto inbox = Inbox::open(path_);
    ASSERT_TRUE(inbox.ok()) << inbox.error().message;
    for (; first < end; first += 100) {
      std::vector<AcceptedEvent> batch;
      for (std::uint32_t i = first; i < first + 100; ++i) batch.push_back(event(i));
      std::promise<bool> done;
      (*inbox)->submit(std::move(batch),
                       [&](const Status& status) { done.set_value(status.ok()); });
      ASSERT_TRUE(done.get_future().get());
    }
  }

  MendedInbox mend() {
    auto mended = mend_inbox(path_, kNow);
    EXPECT_TRUE(mended.ok()) << mended.error().message;
    EXPECT_TRUE(mended->has_value()) << "no damage was seen";
    return mended->value_or(MendedInbox());
  }

  void overwrite(std::uintmax_t offset, std::uintmax_t bytes) const {
    std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(offset));
    file << std::string(bytes, '\xA5');
  }

  // The events that are there, each as it was at the position it had.
  std::size_t readable() {
    const auto inbox = Inbox::open(path_);
    EXPECT_TRUE(inbox.ok()) << inbox.error().message;
    const auto events = (*inbox)->read(0, 100'000);
    EXPECT_TRUE(events.ok());
    std::size_t whole = 0;
    for (const StoredEvent& stored : *events) {
      if (stored.line.empty()) continue;
      EXPECT_EQ(stored.line, event(static_cast<std::uint32_t>(stored.position - 1)).line);
      ++whole;
    }
    return whole;
  }

  InboxExtent extent() {
    const auto inbox = Inbox::open(path_);
    return *(*inbox)->extent();
  }

  std::vector<InboxPart> begin_part(const std::string& name) {
    const auto inbox = Inbox::open(path_);
    auto parts = (*inbox)->begin_part(name);
    EXPECT_TRUE(parts.ok());
    return *std::move(parts);
  }

  std::uintmax_t size() const { return std::filesystem::file_size(path_); }

  testing::TemporaryDirectory directory_;
  std::string path_ = directory_.file("inbox.sqlite");
  std::string aside_ = path_ + ".damaged-20231114T221320Z";
};

TEST_F(MendInboxTest, leaves_one_in_order_alone) {
  EXPECT_EQ(*mend_inbox(path_, kNow), std::nullopt);
  EXPECT_EQ(readable(), kEvents);
  EXPECT_FALSE(std::filesystem::exists(aside_));
}

TEST_F(MendInboxTest, has_nothing_to_do_where_nothing_is) {
  EXPECT_EQ(*mend_inbox(directory_.file("none"), kNow), std::nullopt);
  EXPECT_FALSE(std::filesystem::exists(directory_.file("none")));
}

TEST_F(MendInboxTest, reads_what_is_left_of_a_file_that_was_cut) {
  std::filesystem::resize_file(path_, size() / 2);
  const MendedInbox mended = mend();
  EXPECT_EQ(mended.kept_as, aside_);
  EXPECT_GT(mended.events, kEvents / 4);
  EXPECT_LT(mended.events, kEvents);
  EXPECT_EQ(readable(), static_cast<std::size_t>(mended.events));
  EXPECT_EQ(mended.events + mended.unreadable, kEvents);
  EXPECT_EQ(extent().last, kEvents) << "positions never go back";
}

TEST_F(MendInboxTest, reads_all_but_the_rows_of_pages_that_are_overwritten) {
  for (std::uintmax_t page : {50U, 51U, 120U}) overwrite(page * kPageBytes, kPageBytes);
  const MendedInbox mended = mend();
  EXPECT_GE(mended.events, kEvents - 3 * kRowEvents);
  EXPECT_LT(mended.events, kEvents);
  EXPECT_EQ(readable(), static_cast<std::size_t>(mended.events));
  EXPECT_EQ(mended.events + mended.unreadable, kEvents);
}

TEST_F(MendInboxTest, comes_up_empty_when_nothing_can_be_read) {
  overwrite(0, size());
  EXPECT_EQ(mend().events, 0);
  EXPECT_EQ(readable(), 0U);
}

TEST_F(MendInboxTest, knows_duplicates_of_what_it_mended) {
  overwrite(50 * kPageBytes, kPageBytes);
  const MendedInbox mended = mend();
  put(0, kEvents);
  EXPECT_EQ(readable(), static_cast<std::size_t>(mended.events));
}

TEST_F(MendInboxTest, keeps_the_count_of_what_was_lost) {
  {
    const auto inbox = Inbox::open(path_);
    AcceptedEvent last = event(kEvents);
    last.lost_before = 4711;
    std::promise<bool> done;
    (*inbox)->submit({last}, [&](const Status& status) { done.set_value(status.ok()); });
    ASSERT_TRUE(done.get_future().get());
  }
  overwrite(50 * kPageBytes, kPageBytes);
  mend();
  const std::vector<LostEvents> expected = {{.app = "git", .day = 0, .events = 4711}};
  EXPECT_EQ(*(*Inbox::open(path_))->lost(), expected);
}

TEST_F(MendInboxTest, keeps_the_parts) {
  EXPECT_EQ(begin_part("a").size(), 1U);
  overwrite(50 * kPageBytes, kPageBytes);
  mend();
  put(kEvents, kEvents + 100);
  const std::vector<InboxPart> expected = {{.first = kEvents + 1, .name = "a"},
                                           {.first = kEvents + 101, .name = "b"}};
  EXPECT_EQ(begin_part("b"), expected);
}

// What was loaded as "a" may be more than was given by this file.
TEST_F(MendInboxTest, where_parts_cannot_be_read_all_is_of_a_new_one) {
  EXPECT_EQ(begin_part("a").size(), 1U);
  const std::int64_t page = *SqliteConnection::open(path_)->integer(
      "SELECT rootpage FROM sqlite_schema WHERE name = "
      "'part'");
  overwrite(static_cast<std::uintmax_t>(page - 1) * kPageBytes, kPageBytes);
  EXPECT_EQ(mend().events, kEvents);
  const std::vector<InboxPart> parts = begin_part("b");
  ASSERT_EQ(parts.size(), 2U);
  EXPECT_EQ(parts[0].first, 1);
  EXPECT_EQ(parts[0].name.size(), 16U) << parts[0].name;
  EXPECT_EQ(parts[1], (InboxPart{.first = kEvents + 1, .name = "b"}));
}

TEST_F(MendInboxTest, keeps_the_damaged_file_as_it_was) {
  std::filesystem::resize_file(path_, size() / 2);
  const std::string before = *read_file(path_, 1 << 24);
  mend();
  EXPECT_EQ(*read_file(aside_, 1 << 24), before);
}

TEST_F(MendInboxTest, an_overwritten_page_anywhere_costs_its_rows) {
  const std::string whole = *read_file(path_, 1 << 24);
  const std::uintmax_t pages = size() / kPageBytes;
  for (std::uintmax_t page = 0; page < pages; page += 7) {
    ASSERT_TRUE(write_file_atomically(path_, whole));
    overwrite(page * kPageBytes, kPageBytes);
    const auto mended = mend_inbox(path_, kNow);
    ASSERT_TRUE(mended.ok()) << page << ": " << mended.error().message;
    const std::size_t there = readable();
    if (page > 4) {
      EXPECT_GE(there, kEvents - kRowsInAPage * kRowEvents) << page;
    }
    EXPECT_EQ(*mend_inbox(path_, kNow), std::nullopt) << "page " << page;
  }
}

TEST_F(MendInboxTest, one_that_was_killed_between_the_two_renames_is_finished) {
  ASSERT_EQ(::rename(path_.c_str(), (path_ + ".mended").c_str()), 0);
  ASSERT_TRUE(write_file_atomically(path_ + "-wal", "of the damaged one"));
  EXPECT_EQ(*mend_inbox(path_, kNow), std::nullopt);
  EXPECT_EQ(readable(), kEvents);
  EXPECT_EQ(*read_file(aside_ + "-wal", 100), "of the damaged one");
}

TEST_F(MendInboxTest, one_that_was_killed_while_it_read_begins_anew) {
  overwrite(50 * kPageBytes, kPageBytes);
  ASSERT_TRUE(write_file_atomically(path_ + ".mended", "half"));
  EXPECT_GT(mend().events, kEvents - 50);
  EXPECT_FALSE(std::filesystem::exists(path_ + ".mended"));
}

TEST_F(MendInboxTest, a_log_that_was_cut_costs_its_end_alone) {
  // With a connection open, the last commits are in the log only.
  const auto open = Inbox::open(path_);
  put(kEvents, kEvents + 500);
  testing::TemporaryDirectory other;
  for (const char* suffix : {"", "-wal"}) {
    std::filesystem::copy_file(path_ + suffix, other.file(std::string("inbox.sqlite") + suffix));
  }
  path_ = other.file("inbox.sqlite");
  std::filesystem::resize_file(path_ + "-wal", std::filesystem::file_size(path_ + "-wal") / 2);
  EXPECT_EQ(*mend_inbox(path_, kNow), std::nullopt);
  EXPECT_GE(readable(), kEvents);
  EXPECT_LT(readable(), kEvents + 500);
}

// As version 2 made it: a row for each event.
constexpr char kVersion2[] = R"(
  CREATE TABLE event (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    app TEXT NOT NULL,
    received_ms INTEGER NOT NULL,
    line TEXT NOT NULL
  );
  CREATE TABLE known (number INTEGER PRIMARY KEY, keys BLOB NOT NULL);
  PRAGMA application_id = 1331054914;
  PRAGMA user_version = 2;
  WITH RECURSIVE number(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM number WHERE i < 2000)
    INSERT INTO event SELECT i, 'git', i, 'event ' || (i - 1) || printf('%.*c', 400, '.')
    FROM number)";

TEST_F(MendInboxTest, reads_one_of_an_earlier_form) {
  ASSERT_EQ(::unlink(path_.c_str()), 0);
  ASSERT_TRUE(make_inbox_file(path_).ok());
  ASSERT_TRUE(SqliteConnection::open(path_)->execute(kVersion2).ok());
  overwrite(50 * kPageBytes, kPageBytes);
  const MendedInbox mended = mend();
  EXPECT_GT(mended.events, kEvents - 20);
  EXPECT_LT(mended.events, kEvents);
  EXPECT_EQ(readable(), static_cast<std::size_t>(mended.events));
  EXPECT_EQ(extent().last, kEvents);
}

}  // namespace
}  // namespace overt
