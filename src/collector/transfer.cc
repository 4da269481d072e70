#include "collector/transfer.h"

#include <vector>

#include "model/event_json.h"

namespace overt {

Result<Transferred> transfer_batch(Inbox& inbox, Store& store) {
  const auto position = store.position();
  if (!position) return position.error();
  const auto events = inbox.read(*position, kTransferEventsMax);
  if (!events) return events.error();
  if (events->empty()) return Transferred{};

  std::vector<Row> rows;
  rows.reserve(events->size());
  for (const StoredEvent& stored : *events) {
    const auto event = event_from_json(stored.line);
    if (event) rows.push_back(row_from_event(stored.app, stored.received_ms, *event));
  }
  if (const Status loaded = store.load(rows, events->back().position); !loaded) {
    return loaded.error();
  }
  return Transferred{.loaded = rows.size(),
                     .skipped = events->size() - rows.size(),
                     .more = events->size() == kTransferEventsMax};
}

Result<Transferred> transfer_all(Inbox& inbox, Store& store,
                                 const std::function<bool()>& keep_going) {
  Transferred sum{.more = true};
  do {
    const auto batch = transfer_batch(inbox, store);
    if (!batch) return batch.error();
    sum.loaded += batch->loaded;
    sum.skipped += batch->skipped;
    sum.more = batch->more;
  } while (sum.more && keep_going());
  return sum;
}

}  // namespace overt
