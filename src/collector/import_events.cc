#include "collector/import_events.h"

#include <unistd.h>

#include <charconv>
#include <future>
#include <utility>

#include "base/bytes.h"
#include "base/file.h"
#include "collector/transfer.h"

namespace overt {
namespace {

// A number.
constexpr std::size_t kNoteBytesMax = 32;

Status submit(Inbox& inbox, std::vector<AcceptedEvent> events) {
  std::promise<Status> committed;
  inbox.submit(std::move(events),
               [&committed](Status status) { committed.set_value(std::move(status)); });
  return committed.get_future().get();
}

// All of the inbox into the store, and out of the inbox what need not stay there.
Status load(Inbox& inbox, Store& store) {
  const auto moved = transfer_all(inbox, store, [] { return true; });
  if (!moved) return moved.error();
  const auto position = store.position();
  if (!position) return position.error();
  return inbox.prune(*position);
}

// Rows into the inbox, as many as the store wants in one load or as there are; gives how many.
Result<std::int64_t> submit_rows(ImportSource& source, std::size_t rows_wanted, Inbox& inbox,
                                 Imported& imported) {
  std::int64_t rows = 0;
  while (std::cmp_less(rows, rows_wanted)) {
    auto batch = source.next();
    if (!batch) return batch.error();
    imported.is_whole = batch->rows == 0;
    if (imported.is_whole) break;
    rows += batch->rows;
    if (imported.why.empty()) imported.why = batch->why;
    imported.refused += batch->refused;
    if (batch->events.empty()) continue;
    if (Status kept = submit(inbox, std::move(batch->events)); !kept) return kept.error();
  }
  return rows;
}

}  // namespace

Result<ImportNotes> ImportNotes::open(const std::string& folder, const Sha256& content) {
  if (Status made = make_directories(folder); !made) return made.error();
  ImportNotes notes(folder + "/" + to_hex(content));
  if (::access(notes.path_.c_str(), F_OK) != 0) return notes;
  const auto text = read_file(notes.path_, kNoteBytesMax);
  if (!text) return text.error();
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), notes.rows_);
  if (error != std::errc{} || notes.rows_ < 0) {
    return Error{"cannot read " + notes.path_ +
                 ": not a number of rows (remove it to import the "
                 "file from its beginning)"};
  }
  notes.is_begun_ = true;
  return notes;
}

Status ImportNotes::note(std::int64_t rows) {
  if (Status written = write_file_atomically(path_, std::to_string(rows) + "\n"); !written) {
    return written;
  }
  is_begun_ = true;
  rows_ = rows;
  return Ok{};
}

Result<Imported> import_events(ImportSource& source, ImportNotes& notes, Inbox& inbox, Store& store,
                               const std::function<bool(std::int64_t rows)>& tell) {
  if (!notes.is_begun()) {
    if (Status begun = notes.note(0); !begun) return begun.error();
  }
  Imported imported{.rows = notes.rows()};
  while (!imported.is_whole && tell(imported.rows)) {
    const auto rows = submit_rows(source, store.load_rows_max(), inbox, imported);
    if (!rows) return rows.error();
    if (*rows == 0) break;
    if (Status loaded = load(inbox, store); !loaded) return loaded.error();
    imported.rows += *rows;
    if (Status noted = notes.note(imported.rows); !noted) return noted.error();
  }
  return imported;
}

}  // namespace overt
