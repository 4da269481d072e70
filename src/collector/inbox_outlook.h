// How long the inbox can go on while the store takes nothing.
#pragma once

#include <cstdint>
#include <optional>

#include "base/clock.h"
#include "inbox/inbox.h"
#include "store/store.h"

namespace overt {

// What the store has not, of what the inbox holds, and how long that has been coming.
struct InboxLoad {
  InboxRoom room;
  std::int64_t events = 0;   // all that it holds
  std::int64_t waiting = 0;  // of them, those that the store has not
  std::int64_t age_ms = 0;   // of the oldest of all
};

// After how many seconds it is full if events go on coming as they did since the oldest that it
// holds came, and nothing of what waits goes. Nothing while that cannot be told: there must be
// events of a minute.
std::optional<std::int64_t> seconds_until_full(const InboxLoad& load);

// The same of an inbox. Of a store that does not answer all waits.
std::optional<std::int64_t> inbox_outlook(Inbox& inbox, Store& store, const Clock& clock);

}  // namespace overt
