#include "inbox/duplicate_window.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace overt {
namespace {

constexpr std::size_t kSlotsFirst = 1024;

// Slots of which four in five are taken: an absent key is told from some ten neighbours, which is
// one or two cache lines.
constexpr std::size_t slots_for(std::size_t keys) { return keys + keys / 4 + 1; }

// The finalizer of SplitMix64 (Steele, Lea, Flood 2014): each bit of the result depends on each of
// the argument.
std::uint64_t mix(std::uint64_t value) {
  value += 0x9E3779B97F4A7C15U;
  value = (value ^ (value >> 30U)) * 0xBF58476D1CE4E5B9U;
  value = (value ^ (value >> 27U)) * 0x94D049BB133111EBU;
  return value ^ (value >> 31U);
}

std::uint64_t word(const std::uint8_t* bytes) {
  std::uint64_t result = 0;
  std::memcpy(&result, bytes, sizeof result);
  return result;
}

}  // namespace

EventKey key_of(const SpanIdentity& identity) {
  std::uint64_t key = mix(word(identity.trace_id.data()));
  key = mix(key ^ word(identity.trace_id.data() + 8));
  key = mix(key ^ word(identity.span_id.data()));
  return key == 0 ? 1 : key;
}

// Multiplied into the range, so that it need not be a power of two (Lemire 2019). There are far
// fewer than 2^32 slots.
std::size_t KeySet::slot_of(EventKey key) const { return ((key >> 32U) * slots_.size()) >> 32U; }

bool KeySet::contains(EventKey key) const {
  if (slots_.empty()) return false;
  for (std::size_t slot = slot_of(key);; slot = slot + 1 == slots_.size() ? 0 : slot + 1) {
    if (slots_[slot] == key) return true;
    if (slots_[slot] == 0) return false;
  }
}

bool KeySet::insert(EventKey key) {
  if (slots_.size() < slots_for(size_ + 1)) grow();
  for (std::size_t slot = slot_of(key);; slot = slot + 1 == slots_.size() ? 0 : slot + 1) {
    if (slots_[slot] == key) return false;
    if (slots_[slot] != 0) continue;
    slots_[slot] = key;
    ++size_;
    return true;
  }
}

void KeySet::grow() {
  const std::size_t wanted = std::max({kSlotsFirst, slots_.size() * 2, slots_for(size_ + 1)});
  const std::size_t most = std::max(slots_for(keys_max_), slots_for(size_ + 1));
  const std::vector<EventKey> before =
      std::exchange(slots_, std::vector<EventKey>(std::min(wanted, most)));
  size_ = 0;
  for (const EventKey key : before) {
    if (key != 0) insert(key);
  }
}

bool DuplicateWindow::add(EventKey key) {
  const bool forgets = newer_.full();
  if (forgets) older_ = std::exchange(newer_, KeySet(events_));
  newer_.insert(key);
  return forgets;
}

}  // namespace overt
