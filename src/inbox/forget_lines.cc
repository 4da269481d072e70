#include "inbox/forget_lines.h"

#include <algorithm>
#include <string_view>

#include "base/bytes.h"
#include "inbox/event_rows.h"
#include "inbox/inbox.h"

namespace overt {
namespace {

bool has_one_of(std::string_view bytes, std::span<const std::string> texts) {
  return std::ranges::any_of(texts, [bytes](const std::string& text) {
    return bytes.find(text) != std::string_view::npos;
  });
}

struct Rewritten {
  std::string events;
  std::int64_t forgotten = 0;
};

// The events of a row, with kForgottenLine for each that goes; nothing if none does. What cannot be
// read of a row may be any of them, and goes as well.
Rewritten without(std::string_view packed, const std::string& app,
                  std::span<const std::string> texts) {
  Rewritten result;
  auto event = take_event(packed);
  for (; event; event = take_event(packed)) {
    PackedEvent kept = *event;
    if (kept.app == app && has_one_of(kept.line, texts)) {
      kept.line = kForgottenLine;
      ++result.forgotten;
    }
    append_event(result.events, kept);
  }
  if (has_one_of(packed, texts)) ++result.forgotten;
  return result;
}

Result<std::int64_t> rewrite_rows(SqliteConnection& connection, const std::string& app,
                                  std::span<const std::string> texts) {
  auto select = connection.prepare("SELECT last, packed FROM events WHERE last > ? ORDER BY last");
  if (!select) return select.error();
  auto update = connection.prepare("UPDATE events SET packed = ? WHERE last = ?");
  if (!update) return update.error();
  std::int64_t forgotten = 0;
  select->bind(1, std::int64_t{0});
  auto row = select->step();
  for (; row && *row; row = select->step()) {
    if (!has_one_of(select->bytes(1), texts)) continue;
    const std::int64_t last = select->integer(0);
    const Rewritten rewritten = without(select->bytes(1), app, texts);
    if (rewritten.forgotten == 0) continue;
    update->bind(1, as_bytes(rewritten.events));
    update->bind(2, last);
    const auto updated = update->step();
    update->reset();
    if (!updated) return updated.error();
    forgotten += rewritten.forgotten;
    // What a statement reads while the table changes under it is not defined.
    select->reset();
    select->bind(1, last);
  }
  if (!row) return row.error();
  return forgotten;
}

}  // namespace

Result<std::int64_t> forget_lines(SqliteConnection& connection, const std::string& app,
                                  std::span<const std::string> texts) {
  Result<std::int64_t> forgotten = 0;
  {
    SqliteTransaction transaction(connection);
    if (const Status begun = transaction.begin(); !begun) return begun.error();
    forgotten = rewrite_rows(connection, app, texts);
    if (!forgotten) return forgotten;
    if (const Status committed = transaction.commit(); !committed) return committed.error();
  }
  // Pages that were freed, now or ever, hold what they held; so does the log.
  for (const char* sql : {"VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"}) {
    if (const Status done = connection.execute(sql); !done) return done.error();
  }
  return forgotten;
}

}  // namespace overt
