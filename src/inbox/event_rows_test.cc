#include "inbox/event_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "base/temporary_directory.h"
#include "inbox/inbox_tables.h"

namespace overt {
namespace {

using ::testing::ElementsAre;

const PackedEvent kFirst = {.app = "git", .received_ms = -1, .line = std::string_view("a\0b", 3)};
const PackedEvent kSecond = {.app = "tool", .received_ms = 1'700'000'000'123, .line = ""};

// Of an event's head, the last bytes are for what comes.
constexpr std::size_t kUnusedFrom = kPackedOverheadBytes - 4;

std::string packed() {
  std::string events;
  append_event(events, kFirst);
  append_event(events, kSecond);
  return events;
}

void expect_equal(const std::optional<PackedEvent>& event, const PackedEvent& expected) {
  ASSERT_TRUE(event.has_value());
  EXPECT_EQ(event->app, expected.app);
  EXPECT_EQ(event->received_ms, expected.received_ms);
  EXPECT_EQ(event->line, expected.line);
}

TEST(EventRowsTest, gives_back_what_was_packed) {
  const std::string events = packed();
  std::string_view rest = events;
  expect_equal(take_event(rest), kFirst);
  expect_equal(take_event(rest), kSecond);
  EXPECT_FALSE(take_event(rest).has_value());
}

TEST(EventRowsTest, of_bytes_that_were_cut_anywhere_takes_whole_events_only) {
  const std::string events = packed();
  const std::size_t first = kPackedOverheadBytes + kFirst.app.size() + kFirst.line.size();
  for (std::size_t size = 0; size < events.size(); ++size) {
    std::string_view rest = std::string_view(events).substr(0, size);
    EXPECT_EQ(take_event(rest).has_value(), size >= first) << size;
    EXPECT_FALSE(take_event(rest).has_value()) << size;
  }
}

TEST(EventRowsTest, takes_no_event_of_which_a_bit_is_another) {
  const std::string events = packed();
  const std::size_t first = kPackedOverheadBytes + kFirst.app.size() + kFirst.line.size();
  for (std::size_t bit = 0; bit < 8 * first; ++bit) {
    if (bit / 8 >= kUnusedFrom && bit / 8 < kPackedOverheadBytes) continue;
    std::string changed = events;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
    std::string_view rest = changed;
    EXPECT_FALSE(take_event(rest).has_value()) << bit;
  }
}

TEST(EventRowsTest, takes_no_event_from_zeros) {
  const std::string zeros(100, '\0');
  std::string_view rest = zeros;
  EXPECT_FALSE(take_event(rest).has_value());
}

class EventRowWriterTest : public ::testing::Test {
 protected:
  // Writes an event with a line of `line_bytes` at each position; how many are in each row.
  std::vector<std::int64_t> counts(const std::vector<std::int64_t>& positions,
                                   std::size_t line_bytes) {
    const std::string path = directory_.file("inbox.sqlite");
    EXPECT_TRUE(make_inbox_file(path).ok());
    auto connection = connect_to_inbox(path);
    auto rows = EventRowWriter::prepare(*connection);
    const std::string line(line_bytes, '.');
    for (const std::int64_t position : positions) {
      EXPECT_TRUE(rows->add(position, {.app = "git", .line = line}).ok());
    }
    EXPECT_TRUE(rows->finish().ok());
    auto select = connection->prepare("SELECT count FROM events ORDER BY last");
    std::vector<std::int64_t> counts;
    while (*select->step()) counts.push_back(select->integer(0));
    return counts;
  }

  testing::TemporaryDirectory directory_;
};

constexpr std::size_t kLineOfFullRow = kRowBytesMax - kPackedOverheadBytes - 3;

TEST_F(EventRowWriterTest, begins_another_row_when_one_is_full) {
  EXPECT_THAT(counts({1, 2, 3}, kLineOfFullRow), ElementsAre(1, 1, 1));
}

TEST_F(EventRowWriterTest, goes_on_with_one_that_lacks_a_byte) {
  EXPECT_THAT(counts({1, 2, 3}, kLineOfFullRow - 1), ElementsAre(2, 1));
}

TEST_F(EventRowWriterTest, begins_another_row_where_positions_do_not_follow) {
  EXPECT_THAT(counts({1, 2, 4, 5, 6}, 10), ElementsAre(2, 3));
}

}  // namespace
}  // namespace overt
