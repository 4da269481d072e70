#include "inbox/inbox_file.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/file.h"

namespace overt {
namespace {

// Tells our file from any other SQLite database: "OVIB" in ASCII.
constexpr std::int64_t kApplicationId = 0x4F564942;
// The form of the tables below. Raised when they change, with the statements that change them.
constexpr std::int64_t kSchemaVersion = 1;

// AUTOINCREMENT: a position is not used again after the newest events were pruned. `identity` is
// the trace id and then the span id; its index is how a duplicate is known.
constexpr char kCreateTables[] = R"(
  CREATE TABLE event (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    identity BLOB NOT NULL UNIQUE,
    app TEXT NOT NULL,
    received_ms INTEGER NOT NULL,
    line TEXT NOT NULL
  ))";

// A commit is in the WAL, on the disk, before it is answered. A checkpoint every 4,000 pages
// (16 MB) keeps the number of its fsyncs small beside that of the commits; the limit takes back
// what a long read let the WAL grow to.
constexpr char kWriterPragmas[] = R"(
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA wal_autocheckpoint = 4000;
  PRAGMA journal_size_limit = 67108864)";

Error cannot_open(const std::string& path, const Error& reason) {
  return Error{fmt::format("cannot open the inbox {}: {}", path, reason.message)};
}

// SQLite would make the file with the mode of the umask; what is in it is for its owner only. The
// files it makes beside it (-wal, -shm) take over this mode.
Status make_file(const std::string& path) {
  const UniqueFd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!fd) return errno_error("open the inbox", path);
  return Ok{};
}

Status make_tables(SqliteConnection& connection) {
  const std::string pragmas = fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}",
                                          kApplicationId, kSchemaVersion);
  SqliteTransaction transaction(connection);
  if (const Status begun = transaction.begin(); !begun) return begun;
  // Another process may have made them while this one waited for the lock.
  const auto tables = connection.integer("SELECT count(*) FROM sqlite_schema");
  if (!tables) return tables.error();
  if (*tables == 0) {
    for (const char* sql : {kCreateTables, pragmas.c_str()}) {
      if (const Status made = connection.execute(sql); !made) return made;
    }
  }
  return transaction.commit();
}

// Nothing of a file that is not an inbox is changed: this comes before every other pragma.
Status check_or_make_tables(SqliteConnection& connection) {
  const auto tables = connection.integer("SELECT count(*) FROM sqlite_schema");
  if (!tables) return tables.error();
  if (*tables == 0) {
    if (const Status made = make_tables(connection); !made) return made;
  }
  const auto application = connection.integer("PRAGMA application_id");
  if (!application) return application.error();
  if (*application != kApplicationId) return Error{"it is another program's database"};
  const auto version = connection.integer("PRAGMA user_version");
  if (!version) return version.error();
  if (*version > kSchemaVersion) {
    return Error{"it was made by a newer version of overt; use that version"};
  }
  return Ok{};
}

Result<SqliteConnection> connect(const std::string& path) {
  auto connection = SqliteConnection::open(path);
  if (!connection) return connection.error();
  const std::string timeout = fmt::format("PRAGMA busy_timeout = {}", kBusyTimeoutMs);
  if (const Status set = connection->execute(timeout.c_str()); !set) return set.error();
  if (const Status checked = check_or_make_tables(*connection); !checked) return checked.error();
  return connection;
}

std::array<std::uint8_t, 24> identity_bytes(const SpanIdentity& identity) {
  std::array<std::uint8_t, 24> bytes{};
  auto* const end = std::ranges::copy(identity.trace_id, bytes.begin()).out;
  std::ranges::copy(identity.span_id, end);
  return bytes;
}

}  // namespace

Result<InboxWriter> InboxWriter::open(const std::string& path) {
  if (const Status made = make_file(path); !made) return made.error();
  auto connection = connect(path);
  if (!connection) return cannot_open(path, connection.error());
  if (const Status set = connection->execute(kWriterPragmas); !set) {
    return cannot_open(path, set.error());
  }
  auto insert = connection->prepare(
      "INSERT INTO event (identity, app, received_ms, line) VALUES (?, ?, ?, ?) "
      "ON CONFLICT (identity) DO NOTHING");
  if (!insert) return cannot_open(path, insert.error());
  return InboxWriter(*std::move(connection), *std::move(insert));
}

Result<bool> InboxWriter::insert(const AcceptedEvent& event) {
  const auto identity = identity_bytes(event.identity);
  insert_.bind(1, identity);
  insert_.bind(2, event.app);
  insert_.bind(3, event.received_ms);
  insert_.bind(4, event.line);
  const auto stepped = insert_.step();
  insert_.reset();
  if (!stepped) return stepped.error();
  return connection_.changes() > 0;
}

Status InboxWriter::add(std::span<const std::vector<AcceptedEvent>* const> batches) {
  SqliteTransaction transaction(connection_);
  if (const Status begun = transaction.begin(); !begun) return begun;
  std::uint64_t duplicates = 0;
  for (const auto* batch : batches) {
    for (const AcceptedEvent& event : *batch) {
      const auto inserted = insert(event);
      if (!inserted) return inserted.error();
      if (!*inserted) ++duplicates;
    }
  }
  const Status committed = transaction.commit();
  if (committed) duplicates_ += duplicates;
  return committed;
}

Result<std::int64_t> InboxWriter::prune_some(std::int64_t position, std::int64_t received_ms) {
  // Looks at one chunk only, and removes of it what stands before the first event that is not old
  // enough: it reads no more than it removes.
  auto remove = connection_.prepare(
      "WITH chunk AS MATERIALIZED (SELECT position, received_ms FROM event"
      "  WHERE position <= ?1 ORDER BY position LIMIT ?3)"
      "DELETE FROM event WHERE position <= (SELECT max(position) FROM chunk)"
      "  AND position < coalesce("
      "    (SELECT min(position) FROM chunk WHERE received_ms >= ?2), 9223372036854775807)");
  if (!remove) return remove.error();
  remove->bind(1, position);
  remove->bind(2, received_ms);
  remove->bind(3, kPruneRowsMax);
  if (const auto removed = remove->step(); !removed) return removed.error();
  return connection_.changes();
}

Result<InboxReader> InboxReader::open(const std::string& path) {
  auto connection = connect(path);
  if (!connection) return cannot_open(path, connection.error());
  auto select = connection->prepare(
      "SELECT position, app, received_ms, line FROM event WHERE position > ? "
      "ORDER BY position LIMIT ?");
  if (!select) return cannot_open(path, select.error());
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
