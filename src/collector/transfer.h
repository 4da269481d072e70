// Moves events from the inbox to the store, exactly once: a store keeps the position in the inbox
// in the same transaction as the rows, or knows rows that it is given again.
#pragma once

#include <cstddef>
#include <functional>

#include "base/result.h"
#include "inbox/inbox.h"
#include "store/store.h"

namespace overt {

// Events of one transaction of a store that has no wish of its own.
inline constexpr std::size_t kTransferEventsMax = kLoadRowsUsual;

struct Transferred {
  std::size_t loaded = 0;
  std::size_t skipped = 0;  // lines that are no event; they would never become one
  bool more = false;        // the inbox may hold more

  friend bool operator==(const Transferred&, const Transferred&) = default;
};

// Moves the next events, at most as many as the store wants, and none that came on a later day than
// the first: where a day ends, a load does (Store::archive()). One caller at a time.
Result<Transferred> transfer_batch(Inbox& inbox, Store& store);

// Moves all there are, as long as `keep_going`, asked after each batch, is true. The sum of it.
Result<Transferred> transfer_all(Inbox& inbox, Store& store,
                                 const std::function<bool()>& keep_going);

}  // namespace overt
