#include "inbox/inbox_file.h"

#include <fmt/format.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <cstring>
#include <limits>

#include "inbox/inbox_tables.h"

namespace overt {
namespace {

using Batches = std::span<const std::vector<AcceptedEvent>* const>;

// What an event takes in the file beside its line, at most: numbers, the name of its tool, the
// row's and the page's own, its key.
constexpr std::size_t kRowOverheadBytes = 64;

std::uint64_t bytes_of(Batches batches) {
  std::uint64_t bytes = 0;
  for (const auto* batch : batches) {
    for (const AcceptedEvent& event : *batch) bytes += event.line.size() + kRowOverheadBytes;
  }
  return bytes;
}

std::size_t count_of(Batches batches) {
  std::size_t count = 0;
  for (const auto* batch : batches) count += batch->size();
  return count;
}

// What is free for this process on the disk of `path`; of a disk that does not say, enough.
std::uint64_t free_disk_bytes(const std::string& path) {
  struct statvfs status{};
  if (::statvfs(path.c_str(), &status) != 0) return std::numeric_limits<std::uint64_t>::max() / 2;
  return std::uint64_t{status.f_bavail} * status.f_frsize;
}

std::span<const std::uint8_t> as_blob(std::span<const EventKey> keys) {
  return {reinterpret_cast<const std::uint8_t*>(keys.data()), keys.size_bytes()};
}

constexpr std::int64_t kMsPerDay = std::int64_t{24} * 60 * 60 * 1000;

constexpr std::uint64_t mebibytes(std::uint64_t bytes) { return bytes >> 20U; }

}  // namespace

Result<InboxWriter> InboxWriter::open(const std::string& path, const InboxOptions& options) {
  if (const Status made = make_inbox_file(path); !made) return made.error();
  auto connection = connect_to_inbox(path);
  if (!connection) return cannot_open_inbox(path, connection.error());
  if (const Status set = prepare_to_write(*connection); !set)
    return cannot_open_inbox(path, set.error());
  auto rows = EventRowWriter::prepare(*connection);
  if (!rows) return cannot_open_inbox(path, rows.error());
  auto insert_known = connection->prepare("INSERT INTO known (number, keys) VALUES (?, ?)");
  if (!insert_known) return cannot_open_inbox(path, insert_known.error());
  return InboxWriter(path, options, *std::move(connection), *std::move(rows),
                     *std::move(insert_known));
}

Status InboxWriter::add(Batches batches) {
  if (const Status read = read_known(); !read) return read;
  if (const Status fits = expect_room_for(batches); !fits) return fits;
  SqliteTransaction transaction(connection_);
  if (const Status begun = transaction.begin(); !begun) return begun;
  std::vector<EventKey> keys;
  if (const Status inserted = insert_new(batches, keys); !inserted) return inserted;
  if (const Status inserted = insert_known(keys); !inserted) return inserted;
  if (const Status committed = transaction.commit(); !committed) return committed;
  remember(keys);
  duplicates_ += count_of(batches) - keys.size();
  return Ok{};
}

Status InboxWriter::read_known() {
  if (known_) return Ok{};
  Known known{.window = DuplicateWindow(options_.duplicate_events)};
  auto select = connection_.prepare("SELECT number, keys FROM known ORDER BY number");
  if (!select) return select.error();
  known_ = std::move(known);
  std::vector<EventKey> keys;
  auto row = select->step();
  for (; row && *row; row = select->step()) {
    const std::string blob = select->text(1);
    keys.resize(blob.size() / sizeof(EventKey));
    std::memcpy(keys.data(), blob.data(), keys.size() * sizeof(EventKey));
    known_->next_row = select->integer(0);
    remember(keys);
  }
  if (row) return Ok{};
  known_.reset();
  return row.error();
}

Status InboxWriter::insert_new(Batches batches, std::vector<EventKey>& keys) {
  auto position = last_position();
  if (!position) return position.error();
  rows_.begin();
  KeySet seen(count_of(batches));
  for (const auto* batch : batches) {
    for (const AcceptedEvent& event : *batch) {
      const EventKey key = key_of(event.identity);
      if (known_->window.contains(key) || !seen.insert(key)) continue;
      Status added = rows_.add(
          ++*position, {.app = event.app, .received_ms = event.received_ms, .line = event.line});
      if (!added) return added;
      if (const Status noted = add_lost(event); !noted) return noted;
      keys.push_back(key);
    }
  }
  return rows_.finish();
}

// Rare: prepared each time.
Status InboxWriter::add_lost(const AcceptedEvent& event) {
  if (event.lost_before == 0) return Ok{};
  auto add = connection_.prepare(
      "INSERT INTO lost (app, day, events) VALUES (?, ?, ?) "
      "ON CONFLICT (app, day) DO UPDATE SET events = events + excluded.events");
  if (!add) return add.error();
  add->bind(1, event.app);
  add->bind(2, event.received_ms / kMsPerDay);
  add->bind(3, event.lost_before);
  if (const auto added = add->step(); !added) return added.error();
  return Ok{};
}

Status InboxWriter::insert_known(std::span<const EventKey> keys) {
  if (keys.empty()) return Ok{};
  insert_known_.bind(1, known_->next_row);
  insert_known_.bind(2, as_blob(keys));
  const auto stepped = insert_known_.step();
  insert_known_.reset();
  if (!stepped) return stepped.error();
  return Ok{};
}

// After the commit: a key that is known is of an event that is durable.
void InboxWriter::remember(std::span<const EventKey> keys) {
  if (keys.empty()) return;
  for (const EventKey key : keys) {
    if (known_->window.add(key)) {
      known_->older_row = known_->newer_row;
      known_->newer_row = known_->next_row;
    }
  }
  ++known_->next_row;
}

Result<InboxWriter::Bytes> InboxWriter::bytes() {
  const auto page_bytes = connection_.integer("PRAGMA page_size");
  if (!page_bytes) return page_bytes.error();
  const auto pages = connection_.integer("PRAGMA page_count");
  if (!pages) return pages.error();
  const auto free_pages = connection_.integer("PRAGMA freelist_count");
  if (!free_pages) return free_pages.error();
  const auto size = [&](std::int64_t count) {
    return static_cast<std::uint64_t>(count * *page_bytes);
  };
  return Bytes{.held_bytes = size(*pages - *free_pages),
               .spare_bytes = size(*free_pages),
               .disk_bytes = free_disk_bytes(path_)};
}

Result<InboxRoom> InboxWriter::room() {
  const auto there = bytes();
  if (!there) return there.error();
  const std::uint64_t of_disk = there->held_bytes + there->spare_bytes + there->disk_bytes;
  return InboxRoom{.held_bytes = there->held_bytes,
                   .bytes_max = std::min(options_.bytes_max,
                                         of_disk - std::min(of_disk, options_.disk_free_min))};
}

Status InboxWriter::expect_room_for(Batches batches) {
  const auto there = bytes();
  if (!there) return there.error();
  const std::uint64_t more = bytes_of(batches);
  if (there->held_bytes + more > options_.bytes_max) {
    return Error{fmt::format("it holds {} MiB of at most {} until the store takes events again",
                             mebibytes(there->held_bytes), mebibytes(options_.bytes_max))};
  }
  if (there->disk_bytes + there->spare_bytes < options_.disk_free_min + more) {
    return Error{fmt::format("only {} MiB are free on the disk, and {} are left to others",
                             mebibytes(there->disk_bytes), mebibytes(options_.disk_free_min))};
  }
  return Ok{};
}

Result<std::int64_t> InboxWriter::prune_some(std::int64_t position) {
  if (const Status removed = remove_forgotten(); !removed) return removed.error();
  if (const Status removed = remove_parts(position); !removed) return removed.error();
  const auto there = bytes();
  if (!there) return there.error();
  const bool is_large = there->held_bytes > options_.keep_bytes;
  const bool is_short = there->disk_bytes + there->spare_bytes < 2 * options_.disk_free_min;
  if (!is_large && !is_short) return 0;
  return forget_some(position, std::numeric_limits<std::int64_t>::max());
}

Result<std::int64_t> InboxWriter::forget_some(std::int64_t position, std::int64_t received_ms) {
  auto remove = connection_.prepare(
      "DELETE FROM events WHERE last <= min(?1, (SELECT min(last) FROM events) + ?2 - 1) "
      "AND received_ms < ?3");
  if (!remove) return remove.error();
  remove->bind(1, position);
  remove->bind(2, kPruneEventsMax);
  remove->bind(3, received_ms);
  if (const auto removed = remove->step(); !removed) return removed.error();
  return connection_.changes();
}

// Of the keys, a few rows at a time as of the events; there are no more of them than commits.
Status InboxWriter::remove_forgotten() {
  if (!known_) return Ok{};
  auto remove = connection_.prepare(
      "DELETE FROM known WHERE number < min(?1, (SELECT min(number) FROM known) + ?2)");
  if (!remove) return remove.error();
  remove->bind(1, known_->older_row);
  remove->bind(2, kPruneEventsMax);
  if (const auto removed = remove->step(); !removed) return removed.error();
  return Ok{};
}

// Those before the one that `position` is of.
Status InboxWriter::remove_parts(std::int64_t position) {
  auto remove = connection_.prepare(
      "DELETE FROM part WHERE first < (SELECT max(first) FROM part WHERE first <= ?)");
  if (!remove) return remove.error();
  remove->bind(1, position);
  if (const auto removed = remove->step(); !removed) return removed.error();
  return Ok{};
}

Result<std::int64_t> InboxWriter::last_position() {
  return connection_.integer(
      "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'events'");
}

Result<InboxExtent> InboxWriter::extent() {
  const auto last = last_position();
  if (!last) return last.error();
  const auto first = connection_.integer(
      "SELECT coalesce((SELECT last - count + 1 FROM events ORDER BY last LIMIT 1), 0)");
  if (!first) return first.error();
  return InboxExtent{.first = *first == 0 ? *last + 1 : *first, .last = *last};
}

Status InboxWriter::begin_after(std::int64_t position) {
  const auto there = extent();
  if (!there) return there.error();
  if (there->last >= position) return Ok{};
  const std::string last = fmt::format(
      "DELETE FROM sqlite_sequence WHERE name = 'events';"
      "INSERT INTO sqlite_sequence (name, seq) VALUES ('events', {})",
      position);
  SqliteTransaction transaction(connection_);
  if (const Status begun = transaction.begin(); !begun) return begun;
  if (const Status moved = connection_.execute(last.c_str()); !moved) return moved;
  return transaction.commit();
}

// A part that has no events gives way: also one of positions that the file has lost.
Result<std::vector<InboxPart>> InboxWriter::begin_part(const std::string& name) {
  const auto last = last_position();
  if (!last) return last.error();
  SqliteTransaction transaction(connection_);
  if (const Status begun = transaction.begin(); !begun) return begun.error();
  auto remove = connection_.prepare("DELETE FROM part WHERE first > ?");
  if (!remove) return remove.error();
  remove->bind(1, *last);
  if (const auto removed = remove->step(); !removed) return removed.error();
  auto insert = connection_.prepare("INSERT INTO part (first, name) VALUES (?, ?)");
  if (!insert) return insert.error();
  insert->bind(1, *last + 1);
  insert->bind(2, name);
  if (const auto inserted = insert->step(); !inserted) return inserted.error();
  auto parts = read_parts();
  if (!parts) return parts;
  if (const Status committed = transaction.commit(); !committed) return committed.error();
  return parts;
}

Result<std::vector<InboxPart>> InboxWriter::read_parts() {
  auto select = connection_.prepare("SELECT first, name FROM part ORDER BY first");
  if (!select) return select.error();
  std::vector<InboxPart> parts;
  auto row = select->step();
  for (; row && *row; row = select->step()) {
    parts.push_back({.first = select->integer(0), .name = select->text(1)});
  }
  if (!row) return row.error();
  return parts;
}

}  // namespace overt
