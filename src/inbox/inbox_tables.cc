#include "inbox/inbox_tables.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>

#include "base/bytes.h"
#include "base/file.h"
#include "inbox/duplicate_window.h"
#include "inbox/event_rows.h"

namespace overt {
namespace {

// Tells our file from any other SQLite database: "OVIB" in ASCII.
constexpr std::int64_t kApplicationId = 0x4F564942;
// The form of the tables below. Raised when they change, with the statements that change them.
constexpr std::int64_t kSchemaVersion = 4;

// Of the events of version 1, in a row of `known`.
constexpr std::size_t kKeysARow = 1024;

// What duplicates are known by, eight bytes an event as this machine orders them: one row a commit,
// so that it is written in order and read in one go. An index of all identities would be looked up
// on disk, and written at random places, for each event.
constexpr char kCreateKnown[] =
    "CREATE TABLE known (number INTEGER PRIMARY KEY, keys BLOB NOT NULL)";

// What senders told of as lost. A row for a tool and a day: it is never removed.
constexpr char kCreateLost[] = R"(
  CREATE TABLE lost (
    app TEXT NOT NULL,
    day INTEGER NOT NULL,
    events INTEGER NOT NULL,
    PRIMARY KEY (app, day)
  ) WITHOUT ROWID)";

// Its parts, in the order of their positions: InboxPart.
constexpr char kCreatePart[] = "CREATE TABLE part (first INTEGER PRIMARY KEY, name TEXT NOT NULL)";

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
    for (const char* sql :
         {kCreateEventRows, kCreateKnown, kCreateLost, kCreatePart, pragmas.c_str()}) {
      if (const Status made = connection.execute(sql); !made) return made;
    }
  }
  return transaction.commit();
}

// The keys of the events of version 1, in which each had its identity beside it.
Status copy_keys(SqliteConnection& connection) {
  auto select = connection.prepare("SELECT identity FROM event ORDER BY position");
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

// Versions 1 and 2 had a row for each event, and nothing of what was lost.
Status pack_events(SqliteConnection& connection) {
  auto select =
      connection.prepare("SELECT position, app, received_ms, line FROM event ORDER BY position");
  if (!select) return select.error();
  auto rows = EventRowWriter::prepare(connection);
  if (!rows) return rows.error();
  auto row = select->step();
  for (; row && *row; row = select->step()) {
    const PackedEvent event{
        .app = select->bytes(1), .received_ms = select->integer(2), .line = select->bytes(3)};
    if (const Status added = rows->add(select->integer(0), event); !added) return added;
  }
  return row ? rows->finish() : Status(row.error());
}

Status run_all(SqliteConnection& connection, std::initializer_list<const char*> statements) {
  for (const char* sql : statements) {
    if (const Status done = connection.execute(sql); !done) return done;
  }
  return Ok{};
}

// The newest positions may be of events that are gone, and are not given again either.
Status upgrade_to_3(SqliteConnection& connection, std::int64_t version) {
  if (version == 1) {
    if (const Status made = connection.execute(kCreateKnown); !made) return made;
    if (const Status copied = copy_keys(connection); !copied) return copied;
  }
  if (const Status made = connection.execute(kCreateEventRows); !made) return made;
  if (const Status packed = pack_events(connection); !packed) return packed;
  return run_all(connection, {"DELETE FROM sqlite_sequence WHERE name = 'events'",
                              "UPDATE sqlite_sequence SET name = 'events' WHERE name = 'event'",
                              "DROP TABLE event", kCreateLost});
}

// Version 3 had no parts.
Status upgrade(SqliteConnection& connection, std::int64_t version) {
  SqliteTransaction transaction(connection);
  if (const Status begun = transaction.begin(); !begun) return begun;
  if (version < 3) {
    if (const Status upgraded = upgrade_to_3(connection, version); !upgraded) return upgraded;
  }
  const Status made = run_all(connection, {kCreatePart, "PRAGMA user_version = 4"});
  return made ? transaction.commit() : made;
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
