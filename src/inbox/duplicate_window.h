// Which events came lately, in memory: eight bytes each, found in one or two cache misses. What
// makes it survive a restart is in inbox_file.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "model/otlp.h"

namespace overt {

// What an event is known by: its identity, mixed down to 64 bits. Identities are keyed at the door,
// so nobody can make two that meet; by chance one new event in 10^12 is taken for one of the
// millions that are known. Never 0.
using EventKey = std::uint64_t;

EventKey key_of(const SpanIdentity& identity);

// A set of keys that only grows, up to `keys_max`.
class KeySet {
 public:
  explicit KeySet(std::size_t keys_max) : keys_max_(keys_max) {}

  bool contains(EventKey key) const;
  // False if it was there already.
  bool insert(EventKey key);

  std::size_t size() const { return size_; }
  bool full() const { return size_ >= keys_max_; }

 private:
  std::size_t slot_of(EventKey key) const;
  void grow();

  std::size_t keys_max_;
  std::size_t size_ = 0;
  std::vector<EventKey> slots_;  // 0 for an empty one
};

// Knows at least the newest `events` keys, and at most twice as many: when a set is full, the one
// before it is forgotten.
class DuplicateWindow {
 public:
  explicit DuplicateWindow(std::size_t events) : events_(events), older_(events), newer_(events) {}

  bool contains(EventKey key) const { return newer_.contains(key) || older_.contains(key); }

  // Adds a key that is not there. True if older ones were forgotten for it: what is known then
  // began with what came since the last time this was true.
  bool add(EventKey key);

 private:
  std::size_t events_;
  KeySet older_;
  KeySet newer_;
};

}  // namespace overt
