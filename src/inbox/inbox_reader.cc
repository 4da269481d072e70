#include "inbox/inbox_reader.h"

#include "inbox/inbox_tables.h"

namespace overt {

Result<InboxReader> InboxReader::open(const std::string& path) {
  auto connection = connect_to_inbox(path);
  if (!connection) return cannot_open_inbox(path, connection.error());
  auto select = connection->prepare(
      "SELECT position, app, received_ms, line FROM event WHERE position > ? "
      "ORDER BY position LIMIT ?");
  if (!select) return cannot_open_inbox(path, select.error());
  return InboxReader(*std::move(connection), *std::move(select));
}

Result<std::vector<StoredEvent>> InboxReader::read(std::int64_t position, std::size_t events_max) {
  select_.bind(1, position);
  select_.bind(2, static_cast<std::int64_t>(events_max));
  std::vector<StoredEvent> events;
  auto row = select_.step();
  for (; row && *row; row = select_.step()) {
    events.push_back({.position = select_.integer(0),
                      .app = select_.text(1),
                      .received_ms = select_.integer(2),
                      .line = select_.text(3)});
  }
  select_.reset();
  if (!row) return Error{"cannot read the inbox: " + row.error().message};
  return events;
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
      "SELECT count(*), coalesce(min(received_ms), 0) FROM event WHERE position > ?");
  if (!select) return select.error();
  select->bind(1, position);
  const auto stepped = select->step();
  if (!stepped) return Error{"cannot read the inbox: " + stepped.error().message};
  return Backlog{.events = select->integer(0), .oldest_received_ms = select->integer(1)};
}

}  // namespace overt
