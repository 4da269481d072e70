#include "inbox/mend_inbox.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <limits>
#include <string_view>

#include "base/bytes.h"
#include "base/move_aside.h"
#include "inbox/event_rows.h"
#include "inbox/inbox_tables.h"
#include "inbox/sqlite.h"

namespace overt {
namespace {

// Positions of which each is asked for alone, between those that can be read from both ends: a row
// has some forty events, and a page of the tree above it leads to some 400 rows or less.
constexpr std::int64_t kAskedAloneMax = 1'000'000;

constexpr std::int64_t kEndOfPositions = std::numeric_limits<std::int64_t>::max();

// What SQLite keeps beside a database.
constexpr std::array kSuffixes = {"-wal", "-shm"};
// The same, and what it makes of a file in another mode.
constexpr std::array<std::string_view, 4> kEndings = {"", "-wal", "-shm", "-journal"};

constexpr std::string_view kMendedSuffix = ".mended";

bool is_database(std::optional<std::string_view> ending) {
  return ending && std::ranges::find(kEndings, *ending) != kEndings.end();
}

bool is_there(const std::string& path) {
  struct stat status{};
  return ::stat(path.c_str(), &status) == 0;
}

bool is_damage(const Error& error) {
  return error.message == sqlite3_errstr(SQLITE_CORRUPT) ||
         error.message == sqlite3_errstr(SQLITE_NOTADB);
}

// What is wrong with the file, if anything is.
Result<std::optional<Error>> look_for_damage(const std::string& path) {
  auto connection = SqliteConnection::open(path);
  if (!connection) return connection.error();
  auto check = connection->prepare("PRAGMA quick_check(1)");
  const auto row = check ? check->step() : Result<bool>(check.error());
  if (!row) {
    if (is_damage(row.error())) return std::optional(row.error());
    return row.error();
  }
  const std::string answer = check->text(0);
  return answer == "ok" ? std::nullopt : std::optional(Error{answer});
}

// What it reads of a row, whatever form the file has.
struct Row {
  std::int64_t last = 0;
  std::int64_t count = 0;
  std::int64_t received_ms = 0;
  std::string events;
};

// Of a page that is there in part, the rest reads as zeros, and no event has one.
bool is_plausible(const PackedEvent& event) {
  return !event.app.empty() && !event.line.empty() && event.line.find('\0') == std::string::npos;
}

std::optional<Row> readable_part(const SqliteStatement& select) {
  const std::string_view packed = select.bytes(3);
  const std::int64_t first = select.integer(0) - select.integer(1) + 1;
  Row row{.last = first - 1, .received_ms = select.integer(2)};
  std::string_view rest = packed;
  for (auto event = take_event(rest); event && row.last < select.integer(0);
       event = take_event(rest)) {
    if (!is_plausible(*event)) break;
    append_event(row.events, *event);
    ++row.count;
    ++row.last;
  }
  return first > 0 && row.count > 0 ? std::optional(std::move(row)) : std::nullopt;
}

std::optional<Row> row_of_one(const SqliteStatement& select) {
  const PackedEvent event{
      .app = select.bytes(1), .received_ms = select.integer(2), .line = select.bytes(3)};
  if (select.integer(0) <= 0 || !is_plausible(event)) return std::nullopt;
  Row row{.last = select.integer(0), .count = 1, .received_ms = event.received_ms};
  append_event(row.events, event);
  return row;
}

// How a form of the file is read: from the oldest row on, from the newest back, and one by one.
struct Form {
  const char* up;
  const char* down;
  const char* one;
  std::optional<Row> (*row)(const SqliteStatement&);
};
constexpr Form kRows = {
    .up = "SELECT last, count, received_ms, packed FROM events WHERE last > ? ORDER BY last",
    .down =
        "SELECT last, count, received_ms, packed FROM events WHERE last < ? "
        "ORDER BY last DESC",
    .one = "SELECT last, count, received_ms, packed FROM events WHERE last = ?",
    .row = readable_part};
// Of versions 1 and 2.
constexpr Form kSingleEvents = {
    .up =
        "SELECT position, app, received_ms, line FROM event WHERE position > ? "
        "ORDER BY position",
    .down =
        "SELECT position, app, received_ms, line FROM event WHERE position < ? "
        "ORDER BY position DESC",
    .one = "SELECT position, app, received_ms, line FROM event WHERE position = ?",
    .row = row_of_one};

// Reads a damaged file into one that was just made.
class Salvage {
 public:
  Salvage(SqliteConnection& from, SqliteConnection& to) : from_(from), to_(to) {}

  Status run() {
    SqliteTransaction transaction(to_);
    if (const Status begun = transaction.begin(); !begun) return begun;
    for (const Form& form : {kSingleEvents, kRows}) {
      if (const Status copied = copy_events(form); !copied) return copied;
    }
    if (const Status copied = copy_known(); !copied) return copied;
    if (const Status copied = copy_lost(); !copied) return copied;
    if (const Status copied = copy_parts(); !copied) return copied;
    if (const Status kept = keep_last_position(); !kept) return kept;
    return transaction.commit();
  }

  std::int64_t events() const { return events_; }
  std::int64_t unreadable() const {
    return first_ == 0 ? 0 : std::max<std::int64_t>(0, last_ - first_ + 1 - events_);
  }

 private:
  // From the oldest on as far as that goes, from the newest back, and what lies between one by one.
  Status copy_events(const Form& form) {
    std::int64_t low = 0;
    if (const Status up = copy_rows(form, form.up, low); !up) return up;
    std::int64_t high = kEndOfPositions;
    if (is_whole_) return Ok{};
    if (const Status down = copy_rows(form, form.down, high); !down) return down;
    if (is_whole_ || high == kEndOfPositions) return Ok{};
    const std::int64_t end = std::min(high, low + kAskedAloneMax);
    for (std::int64_t position = low + 1; position < end; ++position) {
      std::int64_t here = position;
      if (const Status one = copy_rows(form, form.one, here); !one) return one;
    }
    return Ok{};
  }

  // `position` is where it begins, and then of the last row that could be read.
  Status copy_rows(const Form& form, const char* sql, std::int64_t& position) {
    auto select = from_.prepare(sql);
    if (!select) return give_up_or(select.error());
    auto insert = to_.prepare(
        "INSERT OR IGNORE INTO events (last, count, received_ms, packed) VALUES (?, ?, ?, ?)");
    if (!insert) return insert.error();
    select->bind(1, position);
    auto stepped = select->step();
    for (; stepped && *stepped; stepped = select->step()) {
      const std::optional<Row> row = form.row(*select);
      if (!row) continue;
      position = select->integer(0);
      insert->bind(1, row->last);
      insert->bind(2, row->count);
      insert->bind(3, row->received_ms);
      insert->bind(4, as_bytes(row->events));
      if (const auto inserted = insert->step(); !inserted) return inserted.error();
      insert->reset();
      note(*row);
    }
    is_whole_ = stepped.ok();
    return stepped ? Status(Ok{}) : give_up_or(stepped.error());
  }

  Status copy_known() {
    auto select = from_.prepare("SELECT number, keys FROM known ORDER BY number");
    if (!select) return give_up_or(select.error());
    auto insert = to_.prepare("INSERT OR IGNORE INTO known (number, keys) VALUES (?, ?)");
    if (!insert) return insert.error();
    auto row = select->step();
    for (; row && *row; row = select->step()) {
      const std::string keys = select->text(1);
      insert->bind(1, select->integer(0));
      insert->bind(2, std::span(reinterpret_cast<const std::uint8_t*>(keys.data()), keys.size()));
      if (const auto inserted = insert->step(); !inserted) return inserted.error();
      insert->reset();
    }
    return row ? Status(Ok{}) : give_up_or(row.error());
  }

  Status copy_lost() {
    auto select = from_.prepare("SELECT app, day, events FROM lost");
    if (!select) return give_up_or(select.error());
    auto insert = to_.prepare("INSERT OR IGNORE INTO lost (app, day, events) VALUES (?, ?, ?)");
    if (!insert) return insert.error();
    auto row = select->step();
    for (; row && *row; row = select->step()) {
      const std::string app = select->text(0);
      insert->bind(1, app);
      insert->bind(2, select->integer(1));
      insert->bind(3, select->integer(2));
      if (const auto inserted = insert->step(); !inserted) return inserted.error();
      insert->reset();
    }
    return row ? Status(Ok{}) : give_up_or(row.error());
  }

  // Where one of them may be gone, all that is here is a new part: what was loaded under the name
  // of another one says nothing of it.
  Status copy_parts() {
    auto select = from_.prepare("SELECT first, name FROM part ORDER BY first");
    if (!select) return is_damage(select.error()) ? make_one_part() : give_up_or(select.error());
    auto insert = to_.prepare("INSERT OR IGNORE INTO part (first, name) VALUES (?, ?)");
    if (!insert) return insert.error();
    auto row = select->step();
    for (; row && *row; row = select->step()) {
      const std::string name = select->text(1);
      insert->bind(1, select->integer(0));
      insert->bind(2, name);
      if (const auto inserted = insert->step(); !inserted) return inserted.error();
      insert->reset();
    }
    if (row) return Ok{};
    return is_damage(row.error()) ? make_one_part() : Status(row.error());
  }

  Status make_one_part() {
    return to_.execute(
        "DELETE FROM part; INSERT INTO part (first, name) VALUES (1, lower(hex(randomblob(8))))");
  }

  // The newest positions may be of events that are gone, and are not given again either.
  Status keep_last_position() {
    const auto last = from_.integer(
        "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name IN ('event', 'events')");
    if (!last) return give_up_or(last.error());
    last_ = std::max(last_, *last);
    Status forgotten = to_.execute("DELETE FROM sqlite_sequence WHERE name = 'events'");
    if (!forgotten) return forgotten;
    auto insert = to_.prepare("INSERT INTO sqlite_sequence (name, seq) VALUES ('events', ?)");
    if (!insert) return insert.error();
    insert->bind(1, last_);
    if (const auto inserted = insert->step(); !inserted) return inserted.error();
    return Ok{};
  }

  // Damage ends what it was met in; anything else, such as a full disk, ends all.
  static Status give_up_or(const Error& error) {
    if (is_damage(error) || error.message.starts_with("no such table")) return Ok{};
    return error;
  }

  void note(const Row& row) {
    events_ += row.count;
    const std::int64_t first = row.last - row.count + 1;
    first_ = first_ == 0 ? first : std::min(first_, first);
    last_ = std::max(last_, row.last);
  }

  SqliteConnection& from_;
  SqliteConnection& to_;
  bool is_whole_ = false;  // the last copy_rows() met no damage
  std::int64_t events_ = 0;
  std::int64_t first_ = 0;
  std::int64_t last_ = 0;
};

// The damaged file and what is beside it stay as they are.
Result<MendedInbox> salvage(const std::string& from_path, const std::string& to_path) {
  auto from = SqliteConnection::open(from_path);
  if (!from) return from.error();
  from->keep_wal_at_close();
  // Of a file that was cut, what is left can be read then; without effect on one that cannot.
  (void)from->execute("PRAGMA writable_schema = ON");
  if (const Status made = make_inbox_file(to_path); !made) return made.error();
  auto to = connect_to_inbox(to_path);
  if (!to) return to.error();
  Salvage salvage(*from, *to);
  if (const Status run = salvage.run(); !run) return run.error();
  return MendedInbox{.events = salvage.events(), .unreadable = salvage.unreadable()};
}

void remove_with_all_beside(const std::string& path) {
  for (const char* suffix : {"", "-wal", "-shm", "-journal"}) ::unlink((path + suffix).c_str());
}

// Only when the new file is whole; the database first, then what is beside it, which else would
// belong to no database, or to the wrong one.
Status replace(const std::string& path, const std::string& mended, const std::string& aside) {
  if (const Status moved = rename_if_there(path, aside); !moved) return moved;
  for (const char* suffix : kSuffixes) {
    if (const Status moved = rename_if_there(path + suffix, aside + suffix); !moved) return moved;
  }
  if (const Status moved = rename_if_there(mended, path); !moved) return moved;
  return sync_directory_of(path);
}

}  // namespace

Result<std::optional<MendedInbox>> mend_inbox(const std::string& path, std::int64_t now_ms) {
  const std::string mended = path + std::string(kMendedSuffix);
  const std::string aside = name_aside(path, now_ms);
  // The damaged file goes only when the new one is whole: this one was killed in between.
  if (!is_there(path) && is_there(mended)) {
    if (const Status replaced = replace(path, mended, aside); !replaced) return replaced.error();
  }
  if (!is_there(path)) return std::optional<MendedInbox>();
  const auto damage = look_for_damage(path);
  if (!damage) return Error{"cannot check the inbox " + path + ": " + damage.error().message};
  if (!*damage) return std::optional<MendedInbox>();

  remove_with_all_beside(mended);
  auto result = salvage(path, mended);
  if (!result) {
    remove_with_all_beside(mended);
    return Error{"cannot mend the inbox " + path + ": " + result.error().message};
  }
  if (const Status replaced = replace(path, mended, aside); !replaced) return replaced.error();
  result->damage = (*damage)->message;
  result->kept_as = aside;
  return std::optional(*std::move(result));
}

FileOrigin origin_beside_inbox(std::string_view name, std::string_view inbox) {
  if (is_database(behind(name, inbox))) return FileOrigin::kInUse;
  const std::string mended = std::string(inbox) + std::string(kMendedSuffix);
  const bool is_left_over =
      is_database(behind(name, mended)) || is_database(behind_name_aside(name, inbox));
  return is_left_over ? FileOrigin::kLeftOver : FileOrigin::kElsewhere;
}

}  // namespace overt
