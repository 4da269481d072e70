#include "inbox/inbox_tables.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>

#include "base/bytes.h"
#include "base/file.h"
#include "inbox/duplicate_window.h"

namespace overt {
namespace {

// Tells our file from any other SQLite database: "OVIB" in ASCII.
constexpr std::int64_t kApplicationId = 0x4F564942;
// The form of the tables below. Raised when they change, with the statements that change them.
constexpr std::int64_t kSchemaVersion = 3;

// Of the events of version 1, in a row of `known`.
constexpr std::size_t kKeysARow = 1024;

// AUTOINCREMENT: a position is not used again after the newest events were pruned. `known` is what
// duplicates are known by, eight bytes an event as this machine orders them: one row a commit, so
// that it is written in order and read in one go. An index of all identities would be looked up on
// disk, and written at random places, for each event.
constexpr char kCreateTables[] = R"(
  CREATE TABLE event (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    app TEXT NOT NULL,
    received_ms INTEGER NOT NULL,
    line TEXT NOT NULL
  );
  CREATE TABLE known (number INTEGER PRIMARY KEY, keys BLOB NOT NULL))";

// What senders told of as lost. A row for a tool and a day: it is never removed.
constexpr char kCreateLost[] = R"(
  CREATE TABLE lost (
    app TEXT NOT NULL,
    day INTEGER NOT NULL,
    events INTEGER NOT NULL,
    PRIMARY KEY (app, day)
  ) WITHOUT ROWID)";

// A checkpoint every 4,000 pages (16 MB) keeps the number of its fsyncs small beside that of the
// commits; the limit takes back what a long read let the WAL grow to.
constexpr char kWriterPragmas[] = R"(
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA wal_autocheckpoint = 4000;
  PRAGMA journal_size_limit = 67108864)";

Status make_tables(SqliteConnection& connection) {
  const std::string pragmas = fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}",
                                          kApplicationId, kSchemaVersion);
  SqliteTransaction transaction(connection);
  if (const Status begun = transaction.begin(); !begun) return begun;
  // Another process may have made them while this one waited for the lock.
  const auto tables = connection.integer("SELECT count(*) FROM sqlite_schema");
  if (!tables) return tables.error();
  if (*tables == 0) {
    for (const char* sql : {kCreateTables, kCreateLost, pragmas.c_str()}) {
      if (const Status made = connection.execute(sql); !made) return made;
    }
  }
  return transaction.commit();
}

// The keys of the events of version 1, in which each had its identity beside it.
Status copy_keys(SqliteConnection& connection) {
  auto select = connection.prepare("SELECT identity FROM event_1 ORDER BY position");
  if (!select) return select.error();
  auto insert = connection.prepare("INSERT INTO known (keys) VALUES (?)");
  if (!insert) return insert.error();
  auto row = select->step();
  while (row && *row) {
    std::string keys;
    for (std::size_t i = 0; i < kKeysARow && row && *row; ++i, row = select->step()) {
      SpanIdentity identity;
      const std::string bytes = select->text(0);
      if (bytes.size() != identity.trace_id.size() + identity.span_id.size()) continue;
      const auto [rest, unused] =
          std::ranges::copy_n(as_bytes(bytes).begin(), 16, identity.trace_id.begin());
      std::ranges::copy_n(rest, 8, identity.span_id.begin());
      const EventKey key = key_of(identity);
      keys.append(reinterpret_cast<const char*>(&key), sizeof key);
    }
    insert->bind(1, as_bytes(keys));
    if (const auto inserted = insert->step(); !inserted) return inserted.error();
    insert->reset();
  }
  return row ? Status(Ok{}) : Status(row.error());
}

// From version 1, which had an index of all identities.
Status upgrade_from_1(SqliteConnection& connection) {
  if (Status moved = connection.execute("ALTER TABLE event RENAME TO event_1"); !moved)
    return moved;
  if (const Status made = connection.execute(kCreateTables); !made) return made;
  if (const Status copied = copy_keys(connection); !copied) return copied;
  for (const char* sql :
       {"INSERT INTO event SELECT position, app, received_ms, line FROM event_1 ORDER BY position",
        "DELETE FROM sqlite_sequence WHERE name = 'event'",
        "UPDATE sqlite_sequence SET name = 'event' WHERE name = 'event_1'", "DROP TABLE event_1"}) {
    if (const Status done = connection.execute(sql); !done) return done;
  }
  return Ok{};
}

// Version 2 had no `lost`.
Status upgrade(SqliteConnection& connection, std::int64_t version) {
  SqliteTransaction transaction(connection);
  if (const Status begun = transaction.begin(); !begun) return begun;
  if (version == 1) {
    if (const Status done = upgrade_from_1(connection); !done) return done;
  }
  for (const char* sql : {kCreateLost, "PRAGMA user_version = 3"}) {
    if (const Status done = connection.execute(sql); !done) return done;
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
  return *version < kSchemaVersion ? upgrade(connection, *version) : Ok{};
}

}  // namespace

Status make_inbox_file(const std::string& path) {
  const UniqueFd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!fd) return errno_error("open the inbox", path);
  return Ok{};
}

Error cannot_open_inbox(const std::string& path, const Error& reason) {
  return Error{fmt::format("cannot open the inbox {}: {}", path, reason.message)};
}

Result<SqliteConnection> connect_to_inbox(const std::string& path) {
  auto connection = SqliteConnection::open(path);
  if (!connection) return connection.error();
  const std::string timeout = fmt::format("PRAGMA busy_timeout = {}", kBusyTimeoutMs);
  if (const Status set = connection->execute(timeout.c_str()); !set) return set.error();
  if (const Status checked = check_or_make_tables(*connection); !checked) return checked.error();
  return connection;
}

Status prepare_to_write(SqliteConnection& connection) { return connection.execute(kWriterPragmas); }

}  // namespace overt
