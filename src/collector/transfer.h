// Moves events from the inbox to the store, exactly once: the store keeps the position in the inbox
// in the same transaction as the rows.
#pragma once

#include <cstddef>
#include <functional>

#include "base/result.h"
#include "inbox/inbox.h"
#include "store/store.h"

namespace overt {

// Events of one transaction of the store: DuckDB takes 250,000 rows a second in commits of this
// size, five times fewer in commits of a hundred; their lines are some 15 MB.
inline constexpr std::size_t kTransferEventsMax = 20'000;

struct Transferred {
  std::size_t loaded = 0;
  std::size_t skipped = 0;  // lines that are no event; they would never become one
  bool more = false;        // the inbox may hold more

  friend bool operator==(const Transferred&, const Transferred&) = default;
};

// Moves the next events, at most kTransferEventsMax, and none that came on a later day than the
// first: where a day ends, a load does (Store::archive()). One caller at a time.
Result<Transferred> transfer_batch(Inbox& inbox, Store& store);

// Moves all there are, as long as `keep_going`, asked after each batch, is true. The sum of it.
Result<Transferred> transfer_all(Inbox& inbox, Store& store,
                                 const std::function<bool()>& keep_going);

}  // namespace overt
