// The durable inbox: what has been acknowledged is here until the store has it, and for a while
// after. SQLite in WAL mode with synchronous=FULL; the batches that come within a few milliseconds
// share one transaction, and each is answered after the commit.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/otlp.h"

namespace overt {

// An event that the gate let in, its ids keyed, as it will be stored.
struct AcceptedEvent {
  SpanIdentity identity;
  std::string app;
  std::int64_t received_ms = 0;  // Unix time at the collector
  std::string line;              // the event as JSON
  std::int64_t lost_before = 0;  // events of its tool that were recorded earlier and never sent
};

// Events of a tool that will never come, by the day on which the collector heard of them.
struct LostEvents {
  std::string app;
  std::int64_t day = 0;  // since 1970-01-01, UTC
  std::int64_t events = 0;

  friend bool operator==(const LostEvents&, const LostEvents&) = default;
};

struct StoredEvent {
  std::int64_t position = 0;  // ascending from 1, never used again
  std::string app;
  std::int64_t received_ms = 0;
  std::string line;
};

// What the store does not have yet.
struct Backlog {
  std::int64_t events = 0;
  std::int64_t oldest_received_ms = 0;  // 0 if there are none
};

// What it holds, and what it may.
struct InboxRoom {
  std::uint64_t held_bytes = 0;  // by events, loaded or not, and by what duplicates are known by
  std::uint64_t bytes_max = 0;   // that it takes before it refuses, by its limit or its disk
};

// How long a commit waits for batches that may share it. An fsync takes about as long on an SSD, so
// a lone batch is answered after some 2 × this, and many at once cost one fsync together.
inline constexpr int kGroupWindowMs = 2;

// A group that has reached this size is committed without waiting on: larger commits are not faster
// by the byte.
inline constexpr std::size_t kGroupBytesMax = 1 << 20;

// What may wait for its commit. At the 50 MB/s of a slow disk this is gone in about a second; more
// would be memory that holds answers back for longer than a sender waits.
inline constexpr std::size_t kQueueBytesMax = 64U << 20;

// How many of the newest events a duplicate is known by, at least: a day of 48 events a second.
// Senders try for minutes; a laptop closed in between wakes up the next morning. Eight bytes each
// on disk, and up to 84 MB of memory, whatever comes.
inline constexpr std::size_t kDuplicateEvents = std::size_t{4} << 20;

// What may be set instead: from some minutes of a small collector's events, which a retry needs, to
// what takes 5 GB of memory.
inline constexpr std::size_t kDuplicateEventsMin = std::size_t{1} << 10;
inline constexpr std::size_t kDuplicateEventsMax = std::size_t{1} << 28;

// What the store has is kept nevertheless until the inbox holds more than this: from it a store
// that is damaged is filled again. Some eight million events.
inline constexpr std::uint64_t kInboxKeepBytes = std::uint64_t{4} << 30;

// More than this is not taken, so that a store that is away does not end with a full disk.
inline constexpr std::uint64_t kInboxBytesMax = std::uint64_t{16} << 30;

// What the inbox leaves free on its disk, for the store, which is on the same one, and for the rest
// of the machine.
inline constexpr std::uint64_t kDiskFreeMin = std::uint64_t{128} << 20;

struct InboxOptions {
  std::size_t duplicate_events = kDuplicateEvents;
  std::uint64_t keep_bytes = kInboxKeepBytes;
  std::uint64_t bytes_max = kInboxBytesMax;
  std::uint64_t disk_free_min = kDiskFreeMin;
};

// What stands where an event was that had to go. It is no event.
inline constexpr std::string_view kForgottenLine = "forgotten";

// The positions that are there.
struct InboxExtent {
  std::int64_t first = 1;  // of the oldest event; of the next one if there is none
  std::int64_t last = 0;   // the newest that was given, also if its event is not there any more

  friend bool operator==(const InboxExtent&, const InboxExtent&) = default;
};

// Positions from `first` on, up to those of the next part. Its name is no other part's: the
// positions that a copy of the file gives, once it is put back, are not those that the original
// gave later.
struct InboxPart {
  std::int64_t first = 1;
  std::string name;

  friend bool operator==(const InboxPart&, const InboxPart&) = default;
};

class Inbox {
 public:
  // Opens or makes the file at `path`, mode 0600. The error says what stands in the way.
  static Result<std::unique_ptr<Inbox>> open(const std::string& path, InboxOptions options = {});

  virtual ~Inbox() = default;

  // Takes a batch, whole or not at all; calls `done` once, from the inbox's own thread, after the
  // commit that made it durable, or with what failed. An event whose identity is among those of the
  // newest `duplicate_events` is not kept again and counts as taken. While kQueueBytesMax are
  // waiting a further batch is refused: `done` then is called with an error before submit()
  // returns. Every error is of the moment, a full disk too; the same batch may be submitted again.
  // Threads: any. Batches still waiting when the inbox is destroyed are committed first. `done`
  // must not throw and must not destroy the inbox.
  virtual void submit(std::vector<AcceptedEvent> batch, std::function<void(Status)> done) = 0;

  // Up to `events_max` events after `position`, in ascending order; without a line where the file
  // is not what was written. Threads: any.
  virtual Result<std::vector<StoredEvent>> read(std::int64_t position, std::size_t events_max) = 0;

  // Forgets events up to `position`, from the oldest on, as far as room is needed: until no more
  // than `keep_bytes` are held, and twice `disk_free_min` are free. Those that share a row of the
  // file go together, when `position` is past all of them. A duplicate of them is known all the
  // same. Threads: any.
  virtual Status prune(std::int64_t position) = 0;

  // Forgets events up to `position` that came before `received_ms`, from the oldest on, whether
  // room is needed or not. Rows go as in prune(). Threads: any.
  virtual Status forget_before(std::int64_t /*position*/, std::int64_t /*received_ms*/) {
    return Ok{};
  }

  // Forgets the events of `app` that have one of `texts`, each some dozen characters, in their
  // line, whether they are loaded or not, and leaves no byte of them in the file; gives how many.
  // Their positions stay, with kForgottenLine. Takes as long as copying the file, and what is
  // submitted meanwhile waits. Threads: any.
  virtual Result<std::int64_t> forget_lines(const std::string& /*app*/,
                                            std::span<const std::string> /*texts*/) {
    return 0;
  }

  // Threads: any.
  virtual Result<InboxExtent> extent() = 0;

  // Events that are taken from now on get positions after `position`. Threads: any.
  virtual Status begin_after(std::int64_t position) = 0;

  // Events that are taken from now on are of a new part of this name. Gives all parts that have
  // events which may not be pruned yet, in order; what is before the first one is of no part.
  // Threads: any.
  virtual Result<std::vector<InboxPart>> begin_part(const std::string& /*name*/) {
    return std::vector<InboxPart>{};
  }

  // What stands after `position`. Threads: any.
  virtual Result<Backlog> backlog(std::int64_t /*position*/) { return Backlog{}; }

  // Threads: any.
  virtual Result<InboxRoom> room() { return InboxRoom{}; }

  // All that were told of by `lost_before` of events that were kept, ever: they are not forgotten.
  // Of an event that is a duplicate they were counted before. By tool, then by day. Threads: any.
  virtual Result<std::vector<LostEvents>> lost() { return std::vector<LostEvents>{}; }

  // Events that were there already when they came, since the inbox was opened. Threads: any.
  virtual std::uint64_t duplicates() const { return 0; }
};

}  // namespace overt
