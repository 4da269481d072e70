// The inbox's file: what is done to its tables in one transaction. Knows nothing of threads;
// inbox.cc does.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "inbox/duplicate_window.h"
#include "inbox/event_rows.h"
#include "inbox/forget_lines.h"
#include "inbox/inbox.h"
#include "inbox/sqlite.h"

namespace overt {

// How many events one transaction of prune() removes, about: few enough that a batch that comes
// meanwhile waits for milliseconds.
inline constexpr std::int64_t kPruneEventsMax = 5000;

// The connection that writes. One thread at a time.
class InboxWriter {
 public:
  // Makes the file and its tables if they are missing. The error names `path`.
  static Result<InboxWriter> open(const std::string& path, const InboxOptions& options = {});

  // Adds all batches in one transaction: all of them are durable afterwards, or none is there. The
  // first call reads what duplicates are known by.
  Status add(std::span<const std::vector<AcceptedEvent>* const> batches);

  // How many of what add() was given were there already.
  std::uint64_t duplicates() const { return duplicates_; }

  // Removes some kPruneEventsMax of what Inbox::prune() forgets; the number of rows removed.
  Result<std::int64_t> prune_some(std::int64_t position);

  // The same of what Inbox::forget_before() forgets.
  Result<std::int64_t> forget_some(std::int64_t position, std::int64_t received_ms);

  // As Inbox::forget_lines().
  Result<std::int64_t> forget_lines(const std::string& app, std::span<const std::string> texts) {
    return overt::forget_lines(connection_, app, texts);
  }

  Result<InboxExtent> extent();
  Result<InboxRoom> room();
  Status begin_after(std::int64_t position);
  Result<std::vector<InboxPart>> begin_part(const std::string& name);

 private:
  // What duplicates are known by, and where it stands in the table `known`.
  struct Known {
    DuplicateWindow window;
    std::int64_t next_row = 1;
    std::int64_t newer_row = 1;  // the rows from here on came since the window forgot,
    std::int64_t older_row = 1;  // and those from here on since the time before
  };
  struct Bytes {
    std::uint64_t held_bytes = 0;   // by events and keys
    std::uint64_t spare_bytes = 0;  // of the file, that further ones can use
    std::uint64_t disk_bytes = 0;   // free on the disk
  };

  InboxWriter(std::string path, const InboxOptions& options, SqliteConnection connection,
              EventRowWriter rows, SqliteStatement insert_known)
      : path_(std::move(path)),
        options_(options),
        connection_(std::move(connection)),
        rows_(std::move(rows)),
        insert_known_(std::move(insert_known)) {}

  Status read_known();
  Result<Bytes> bytes();
  Status expect_room_for(std::span<const std::vector<AcceptedEvent>* const> batches);
  Status insert_new(std::span<const std::vector<AcceptedEvent>* const> batches,
                    std::vector<EventKey>& keys);
  Result<std::int64_t> last_position();
  Status add_lost(const AcceptedEvent& event);
  Status insert_known(std::span<const EventKey> keys);
  void remember(std::span<const EventKey> keys);
  Status remove_forgotten();
  Status remove_parts(std::int64_t position);
  Result<std::vector<InboxPart>> read_parts();

  std::string path_;
  InboxOptions options_;
  SqliteConnection connection_;
  EventRowWriter rows_;
  SqliteStatement insert_known_;
  std::optional<Known> known_;
  std::uint64_t duplicates_ = 0;
};

}  // namespace overt
