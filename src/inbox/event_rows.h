// How events stand in the inbox's file: many in a row, one after the other. A row of its own for
// each would cost more than what is in it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "inbox/sqlite.h"

namespace overt {

// A row that has reached this size is followed by another: damage to one page costs the events of
// one row, some forty, or of the up to eight that begin in it; and what a row costs is little
// beside so many.
inline constexpr std::size_t kRowBytesMax = std::size_t{16} << 10;

// What an event takes in a row beside its texts: its time, their sizes, and a checksum, since
// SQLite has none and what is changed within a row looks as good as before.
inline constexpr std::size_t kPackedOverheadBytes = 24;

struct PackedEvent {
  std::string_view app;
  std::int64_t received_ms = 0;
  std::string_view line;
};

// Appends `event` to those of a row. Its texts are shorter than 4 GiB.
void append_event(std::string& events, const PackedEvent& event);

// Takes the first of a row's events off; nothing at their end, and where the bytes are not what
// append_event() made: of what follows then, nothing can be told. Borrows from `events`.
std::optional<PackedEvent> take_event(std::string_view& events);

// More events than these are not in a row, whatever is said of it.
inline std::int64_t events_max_in(std::string_view events) {
  return static_cast<std::int64_t>(events.size() / kPackedOverheadBytes);
}

// The table, in which a row is known by the position of its last event. AUTOINCREMENT: a position
// is not used again after the newest events were pruned. What is asked for without the events
// stands before them.
inline constexpr char kCreateEventRows[] = R"(
  CREATE TABLE events (
    last INTEGER PRIMARY KEY AUTOINCREMENT,
    count INTEGER NOT NULL,
    received_ms INTEGER NOT NULL,
    packed BLOB NOT NULL
  ))";

// Writes rows, within a transaction of the caller's. Must go before its connection does.
class EventRowWriter {
 public:
  static Result<EventRowWriter> prepare(SqliteConnection& connection);

  // Drops what was added and not finished.
  void begin() { row_ = {}; }

  // `position` is ascending. Events of positions that follow one another share rows.
  Status add(std::int64_t position, const PackedEvent& event);

  // Writes what is still to be written.
  Status finish();

 private:
  struct Row {
    std::int64_t last = 0;
    std::int64_t count = 0;
    std::int64_t received_ms = 0;  // of the oldest
    std::string events;
  };

  explicit EventRowWriter(SqliteStatement insert) : insert_(std::move(insert)) {}

  SqliteStatement insert_;
  Row row_;
};

}  // namespace overt
