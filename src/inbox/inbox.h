// The durable inbox: what has been acknowledged is here until the store has it, and for a while
// after. SQLite in WAL mode with synchronous=FULL; the batches that come within a few milliseconds
// share one transaction, and each is answered after the commit.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
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
};

struct StoredEvent {
  std::int64_t position = 0;  // ascending from 1, never used again
  std::string app;
  std::int64_t received_ms = 0;
  std::string line;
};

class Inbox {
 public:
  // Opens or makes the file at `path`. The error says what stands in the way.
  static Result<std::unique_ptr<Inbox>> open(const std::string& path);

  virtual ~Inbox() = default;

  // Takes a batch, whole or not at all; calls `done` once, from the inbox's own thread, after the
  // commit that made it durable, or with what failed. An event whose identity is there already is
  // kept once and counts as taken. Threads: any. Batches still waiting when the inbox is destroyed
  // are committed first.
  virtual void submit(std::vector<AcceptedEvent> batch, std::function<void(Status)> done) = 0;

  // Up to `events_max` events after `position`, in ascending order. Threads: any.
  virtual Result<std::vector<StoredEvent>> read(std::int64_t position, std::size_t events_max) = 0;

  // Forgets events up to `position` that were received before `received_ms`. Until then they are
  // also what a duplicate is known by.
  virtual Status prune(std::int64_t position, std::int64_t received_ms) = 0;
};

}  // namespace overt
