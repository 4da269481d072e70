#include "collector/transfer.h"

#include <algorithm>
#include <span>
#include <vector>

#include "model/event_json.h"
#include "store/run_row.h"

namespace overt {

namespace {

// How many of the events come before the first one of a later day.
std::size_t count_of_one_day(std::span<const StoredEvent> events) {
  const std::int32_t day = day_of(events.front().received_ms);
  const auto is_later = [day](const StoredEvent& event) { return day_of(event.received_ms) > day; };
  return static_cast<std::size_t>(std::ranges::find_if(events, is_later) - events.begin());
}

}  // namespace

Result<Transferred> transfer_batch(Inbox& inbox, Store& store) {
  const auto position = store.position();
  if (!position) return position.error();
  const std::size_t events_max = store.load_rows_max();
  auto events = inbox.read(*position, events_max);
  if (!events) return events.error();
  if (events->empty()) return Transferred{};
  const std::size_t read = events->size();
  events->resize(count_of_one_day(*events));
  const auto is_behind = [end = store.load_end(*position)](const StoredEvent& event) {
    return event.position > end;
  };
  events->erase(std::ranges::find_if(*events, is_behind), events->end());

  std::vector<Row> rows;
  rows.reserve(events->size());
  std::size_t forgotten = 0;
  for (const StoredEvent& stored : *events) {
    if (stored.line == kForgottenLine) ++forgotten;
    const auto event = event_from_json(stored.line);
    if (event) rows.push_back(row_from_event(stored.app, stored.received_ms, *event));
  }
  if (const Status loaded = store.load(rows, events->back().position); !loaded) {
    return loaded.error();
  }
  return Transferred{.loaded = rows.size(),
                     .skipped = events->size() - rows.size() - forgotten,
                     .more = read == events_max || events->size() < read};
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
