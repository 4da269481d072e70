#include "inbox/inbox_reader.h"

#include <algorithm>

#include "inbox/event_rows.h"
#include "inbox/inbox_tables.h"

namespace overt {

Result<InboxReader> InboxReader::open(const std::string& path) {
  auto connection = connect_to_inbox(path);
  if (!connection) return cannot_open_inbox(path, connection.error());
  auto select =
      connection->prepare("SELECT last, count, packed FROM events WHERE last > ? ORDER BY last");
  if (!select) return cannot_open_inbox(path, select.error());
  return InboxReader(*std::move(connection), *std::move(select));
}

Result<std::vector<StoredEvent>> InboxReader::read(std::int64_t position, std::size_t events_max) {
  select_.bind(1, position);
  std::vector<StoredEvent> events;
  auto row = select_.step();
  while (row && *row) {
    add_from_row(position, events_max, events);
    if (events.size() == events_max) break;
    row = select_.step();
  }
  select_.reset();
  if (!row) return Error{"cannot read the inbox: " + row.error().message};
  return events;
}

// Of a row that is not what was written, what cannot be told any more comes without a line: who
// reads goes on behind it.
void InboxReader::add_from_row(std::int64_t position, std::size_t events_max,
                               std::vector<StoredEvent>& events) {
  const std::int64_t last = select_.integer(0);
  std::string_view packed = select_.bytes(2);
  const std::int64_t count = std::min(select_.integer(1), events_max_in(packed));
  for (std::int64_t at = last - count + 1; at <= last; ++at) {
    const PackedEvent event = take_event(packed).value_or(PackedEvent{});
    if (at <= position) continue;
    if (events.size() == events_max) return;
    events.push_back({.position = at,
                      .app = std::string(event.app),
                      .received_ms = event.received_ms,
                      .line = std::string(event.line)});
  }
}

Result<std::vector<LostEvents>> InboxReader::lost() {
  auto select = connection_.prepare("SELECT app, day, events FROM lost ORDER BY app, day");
  if (!select) return select.error();
  std::vector<LostEvents> lost;
  auto row = select->step();
  for (; row && *row; row = select->step()) {
    lost.push_back(
        {.app = select->text(0), .day = select->integer(1), .events = select->integer(2)});
  }
  if (!row) return Error{"cannot read the inbox: " + row.error().message};
  return lost;
}

Result<Backlog> InboxReader::backlog(std::int64_t position) {
  auto select = connection_.prepare(
      "SELECT coalesce(sum(min(count, last - ?1)), 0), coalesce(min(received_ms), 0) FROM events "
      "WHERE last > ?1");
  if (!select) return select.error();
  select->bind(1, position);
  const auto stepped = select->step();
  if (!stepped) return Error{"cannot read the inbox: " + stepped.error().message};
  return Backlog{.events = select->integer(0), .oldest_received_ms = select->integer(1)};
}

}  // namespace overt
