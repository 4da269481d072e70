#include "inbox/inbox_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "base/temporary_directory.h"
#include "inbox/inbox_reader.h"

namespace overt {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class InboxFileTest : public ::testing::Test {
 protected:
  // Runs `sql` on the file, which is made if it is missing.
  void run(const char* sql) {
    ASSERT_TRUE(make_file());
    auto connection = SqliteConnection::open(path_);
    ASSERT_TRUE(connection.ok());
    ASSERT_TRUE(connection->execute(sql).ok());
  }

  bool make_file() const {
    return read_file(path_, 1 << 20).ok() || write_file_atomically(path_, "").ok();
  }

  std::string open_error() const {
    const auto writer = InboxWriter::open(path_);
    return writer ? "" : writer.error().message;
  }

  testing::TemporaryDirectory directory_;
  std::string path_ = directory_.file("inbox.sqlite");
};

TEST_F(InboxFileTest, takes_an_empty_file_for_one_that_was_only_just_begun) {
  ASSERT_TRUE(make_file());
  EXPECT_EQ(open_error(), "");
}

TEST_F(InboxFileTest, does_not_touch_another_programs_database) {
  run("CREATE TABLE bookmark (url TEXT)");
  const auto before = *read_file(path_, 1 << 20);
  EXPECT_EQ(open_error(), "cannot open the inbox " + path_ + ": it is another program's database");
  EXPECT_EQ(*read_file(path_, 1 << 20), before);
}

TEST_F(InboxFileTest, does_not_read_what_a_newer_version_made) {
  EXPECT_EQ(open_error(), "");
  run("PRAGMA user_version = 5");
  EXPECT_THAT(open_error(), HasSubstr("newer version of overt"));
}

TEST_F(InboxFileTest, adds_all_batches_or_none) {
  auto writer = InboxWriter::open(path_);
  ASSERT_TRUE(writer.ok());
  // Stands for a disk that is full half-way.
  run("CREATE TRIGGER full BEFORE INSERT ON events WHEN NEW.last > 1 "
      "BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END");
  // Fills a row, so that the other batch is in another.
  const std::vector<AcceptedEvent> fits = {
      {.identity = {}, .app = "git", .line = std::string(kRowBytesMax, '.')}};
  SpanIdentity other;
  other.span_id[0] = 1;
  const std::vector<AcceptedEvent> fails = {{.identity = other, .app = "git", .line = "too much"}};
  const std::vector<const std::vector<AcceptedEvent>*> both = {&fits, &fails};
  const Status added = writer->add(both);
  ASSERT_FALSE(added.ok());
  EXPECT_EQ(added.error().message, "database or disk is full");

  auto reader = InboxReader::open(path_);
  ASSERT_TRUE(reader.ok());
  EXPECT_TRUE(reader->read(0, 10)->empty());
  EXPECT_TRUE(writer->add(std::span(both).first(1)).ok()) << "the next commit is not held up";
  EXPECT_EQ(reader->read(0, 10)->size(), 1U);
}

// What version 1 made: an index of all identities.
constexpr char kVersion1[] = R"(
  CREATE TABLE event (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    identity BLOB NOT NULL UNIQUE,
    app TEXT NOT NULL,
    received_ms INTEGER NOT NULL,
    line TEXT NOT NULL
  );
  INSERT INTO event VALUES
    (6, x'010000000000000000000000000000000000000000000002', 'git', 7, 'six'),
    (7, x'010000000000000000000000000000000000000000000003', 'git', 8, 'seven'),
    (9, zeroblob(24), 'git', 9, 'nine');
  DELETE FROM event WHERE position = 9;
  PRAGMA application_id = 1331054914;
  PRAGMA user_version = 1)";

TEST_F(InboxFileTest, brings_up_what_an_earlier_version_made) {
  run(kVersion1);
  auto writer = InboxWriter::open(path_);
  ASSERT_TRUE(writer.ok()) << writer.error().message;
  EXPECT_EQ(*writer->extent(), (InboxExtent{.first = 6, .last = 9}));
  SpanIdentity seven;
  seven.trace_id[0] = 1;
  seven.span_id[7] = 3;
  const std::vector<AcceptedEvent> again = {{.identity = seven, .app = "git", .line = "seven"}};
  const std::vector<AcceptedEvent> other = {{.identity = {}, .app = "git", .line = "ten"}};
  const std::vector<const std::vector<AcceptedEvent>*> both = {&again, &other};
  ASSERT_TRUE(writer->add(both).ok());

  auto reader = InboxReader::open(path_);
  ASSERT_TRUE(reader.ok());
  const auto events = reader->read(0, 10);
  ASSERT_TRUE(events.ok());
  ASSERT_EQ(events->size(), 3U);
  EXPECT_EQ((*events)[0].line, "six");
  EXPECT_EQ((*events)[1].position, 7);
  EXPECT_EQ((*events)[1].received_ms, 8);
  EXPECT_EQ((*events)[2].line, "ten");
  EXPECT_EQ((*events)[2].position, 10);
  EXPECT_EQ(open_error(), "") << "once is enough";
  EXPECT_TRUE(reader->lost()->empty());
}

TEST_F(InboxFileTest, counts_what_was_lost_by_tool_and_day_and_once) {
  constexpr std::int64_t kDayMs = 86'400'000;
  const auto event = [](std::uint8_t number, const char* app, std::int64_t received_ms,
                        std::int64_t lost) {
    SpanIdentity identity;
    identity.span_id[0] = number;
    return std::vector<AcceptedEvent>{{.identity = identity,
                                       .app = app,
                                       .received_ms = received_ms,
                                       .line = "line",
                                       .lost_before = lost}};
  };
  const std::vector<std::vector<AcceptedEvent>> batches = {
      event(1, "git", kDayMs - 1, 5), event(1, "git", kDayMs, 5),  event(2, "git", kDayMs - 2, 2),
      event(3, "git", kDayMs, 1),     event(4, "werf", kDayMs, 9), event(5, "werf", kDayMs, 0)};
  const std::vector<LostEvents> expected = {{.app = "git", .day = 0, .events = 7},
                                            {.app = "git", .day = 1, .events = 1},
                                            {.app = "werf", .day = 1, .events = 9}};
  // Once in one transaction, once in many, and once more after a restart.
  for (int round = 0; round < 2; ++round) {
    auto writer = InboxWriter::open(path_);
    ASSERT_TRUE(writer.ok());
    for (const auto& batch : batches) {
      const std::vector<const std::vector<AcceptedEvent>*> one = {&batch};
      ASSERT_TRUE(writer->add(one).ok());
    }
    EXPECT_EQ(*InboxReader::open(path_)->lost(), expected);
  }
}

// What version 2 made: a row for each event, its identity among the keys.
constexpr char kVersion2[] = R"(
  CREATE TABLE event (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    app TEXT NOT NULL,
    received_ms INTEGER NOT NULL,
    line TEXT NOT NULL
  );
  CREATE TABLE known (number INTEGER PRIMARY KEY, keys BLOB NOT NULL);
  INSERT INTO event VALUES (6, 'git', 7, 'six'), (7, 'tool', 8, 'seven'), (9, 'git', 9, 'nine');
  INSERT INTO known VALUES (3, x'0102030405060708');
  PRAGMA application_id = 1331054914;
  PRAGMA user_version = 2)";

TEST_F(InboxFileTest, brings_up_rows_of_one_event_with_the_positions_they_had) {
  run(kVersion2);
  auto writer = InboxWriter::open(path_);
  ASSERT_TRUE(writer.ok()) << writer.error().message;
  EXPECT_EQ(*writer->extent(), (InboxExtent{.first = 6, .last = 9}));
  auto reader = InboxReader::open(path_);
  ASSERT_TRUE(reader.ok());
  const auto events = reader->read(0, 10);
  ASSERT_TRUE(events.ok());
  ASSERT_EQ(events->size(), 3U);
  EXPECT_EQ((*events)[1].position, 7);
  EXPECT_EQ((*events)[1].app, "tool");
  EXPECT_EQ((*events)[1].received_ms, 8);
  EXPECT_EQ((*events)[2].position, 9) << "a gap stays a gap";
  EXPECT_EQ((*events)[2].line, "nine");
  EXPECT_TRUE(reader->lost()->empty()) << "nothing was known of any";
}

class InboxRowsTest : public InboxFileTest {
 protected:
  void SetUp() override {
    auto writer = InboxWriter::open(path_);
    ASSERT_TRUE(writer.ok());
    std::vector<AcceptedEvent> events;
    for (std::uint8_t i = 1; i <= 5; ++i) {
      SpanIdentity identity;
      identity.span_id[0] = i;
      events.push_back({.identity = identity,
                        .app = "git",
                        .received_ms = 10 * i,
                        .line = "event " + std::to_string(i)});
    }
    const std::vector<const std::vector<AcceptedEvent>*> batches = {&events};
    ASSERT_TRUE(writer->add(batches).ok());
  }

  std::vector<std::string> lines(std::int64_t position, std::size_t events_max) const {
    auto reader = InboxReader::open(path_);
    std::vector<std::string> lines;
    for (const StoredEvent& event : *reader->read(position, events_max)) {
      EXPECT_EQ(event.position, ++position);
      lines.push_back(event.line);
    }
    return lines;
  }
};

TEST_F(InboxRowsTest, reads_from_the_middle_of_a_row_to_its_middle) {
  EXPECT_THAT(lines(1, 2), ElementsAre("event 2", "event 3"));
  EXPECT_THAT(lines(4, 2), ElementsAre("event 5"));
  EXPECT_THAT(lines(5, 2), IsEmpty());
}

TEST_F(InboxRowsTest, counts_what_stands_after_the_middle_of_a_row) {
  auto reader = InboxReader::open(path_);
  EXPECT_EQ(reader->backlog(0)->events, 5);
  EXPECT_EQ(reader->backlog(3)->events, 2);
  EXPECT_EQ(reader->backlog(5)->events, 0);
  EXPECT_EQ(reader->backlog(0)->oldest_received_ms, 10);
}

TEST_F(InboxRowsTest, forgets_a_row_when_all_of_it_is_loaded) {
  auto writer = InboxWriter::open(path_, {.keep_bytes = 0});
  EXPECT_EQ(*writer->prune_some(4), 0);
  EXPECT_EQ(lines(0, 10).size(), 5U);
  EXPECT_EQ(*writer->prune_some(5), 1);
  EXPECT_THAT(lines(0, 10), IsEmpty());
  EXPECT_EQ(*writer->extent(), (InboxExtent{.first = 6, .last = 5}));
}

TEST_F(InboxRowsTest, goes_on_behind_what_cannot_be_told_any_more) {
  run("UPDATE events SET packed = substr(packed, 1, 80) || zeroblob(length(packed) - 80)");
  EXPECT_THAT(lines(0, 10), ElementsAre("event 1", "event 2", "", "", ""));
}

TEST_F(InboxFileTest, a_part_begins_behind_the_newest_position_and_stays_in_the_file) {
  using Parts = std::vector<InboxPart>;
  {
    auto writer = InboxWriter::open(path_);
    ASSERT_TRUE(writer.ok());
    EXPECT_EQ(*writer->begin_part("a"), (Parts{{.first = 1, .name = "a"}}));
    EXPECT_EQ(*writer->begin_part("b"), (Parts{{.first = 1, .name = "b"}})) << "a has no events";
    ASSERT_TRUE(writer->begin_after(5).ok());
  }
  auto writer = InboxWriter::open(path_);
  ASSERT_TRUE(writer.ok());
  EXPECT_EQ(*writer->begin_part("c"),
            (Parts{{.first = 1, .name = "b"}, {.first = 6, .name = "c"}}));
  ASSERT_TRUE(writer->begin_after(7).ok());
  ASSERT_TRUE(writer->prune_some(5).ok());
  EXPECT_EQ(writer->begin_part("d")->size(), 3U) << "b may have to say that 5 is loaded";
  ASSERT_TRUE(writer->prune_some(6).ok());
  EXPECT_EQ(*writer->begin_part("e"),
            (Parts{{.first = 6, .name = "c"}, {.first = 8, .name = "e"}}));
}

}  // namespace
}  // namespace overt
