// The inbox's file as it is read, by a connection of its own beside the one of inbox_file.h that
// writes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "inbox/inbox.h"
#include "inbox/sqlite.h"

namespace overt {

// One thread at a time.
class InboxReader {
 public:
  static Result<InboxReader> open(const std::string& path);

  // As Inbox::read().
  Result<std::vector<StoredEvent>> read(std::int64_t position, std::size_t events_max);

  // As Inbox::lost().
  Result<std::vector<LostEvents>> lost();

  // As Inbox::backlog().
  Result<Backlog> backlog(std::int64_t position);

 private:
  InboxReader(SqliteConnection connection, SqliteStatement select)
      : connection_(std::move(connection)), select_(std::move(select)) {}

  // Adds the events of the row that select_ stands on, as far as they are wanted.
  void add_from_row(std::int64_t position, std::size_t events_max,
                    std::vector<StoredEvent>& events);

  SqliteConnection connection_;
  SqliteStatement select_;
};

}  // namespace overt
