// The inbox's file: its tables, and what is done to them in one transaction. Knows nothing of
// threads; inbox.cc does.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "inbox/inbox.h"
#include "inbox/sqlite.h"

namespace overt {

// How long a connection waits for another process's transaction. The only other process is a
// report on the same directory, which reads.
inline constexpr int kBusyTimeoutMs = 5000;

// How many rows one transaction of prune() removes: few enough that a batch that comes meanwhile
// waits for milliseconds.
inline constexpr std::int64_t kPruneRowsMax = 5000;

// The connection that writes. One thread at a time.
class InboxWriter {
 public:
  // Makes the file and its tables if they are missing. The error names `path`.
  static Result<InboxWriter> open(const std::string& path);

  // Adds all batches in one transaction: all of them are durable afterwards, or none is there.
  Status add(std::span<const std::vector<AcceptedEvent>* const> batches);

  // How many of what add() was given were there already.
  std::uint64_t duplicates() const { return duplicates_; }

  // Removes up to kPruneRowsMax of what Inbox::prune() forgets; the number removed.
  Result<std::int64_t> prune_some(std::int64_t position, std::int64_t received_ms);

 private:
  InboxWriter(SqliteConnection connection, SqliteStatement insert)
      : connection_(std::move(connection)), insert_(std::move(insert)) {}
  Result<bool> insert(const AcceptedEvent& event);  // false if it was there

  SqliteConnection connection_;
  SqliteStatement insert_;
  std::uint64_t duplicates_ = 0;
};

// The connection that reads, beside the one that writes. One thread at a time.
class InboxReader {
 public:
  static Result<InboxReader> open(const std::string& path);

  // As Inbox::read().
  Result<std::vector<StoredEvent>> read(std::int64_t position, std::size_t events_max);

  // As Inbox::backlog().
  Result<Backlog> backlog(std::int64_t position);

 private:
  InboxReader(SqliteConnection connection, SqliteStatement select)
      : connection_(std::move(connection)), select_(std::move(select)) {}

  SqliteConnection connection_;
  SqliteStatement select_;
};

}  // namespace overt
