#include "sender/next_request.h"

#include <utility>
#include <vector>

#include "client/cursor.h"
#include "client/log_walk.h"
#include "sender/losses.h"

namespace overt {
namespace {

// As the sender would find it.
Cursor cursor_with_losses(const StateDirectory& state) {
  Cursor cursor = load_cursor(state.cursor());
  for (const Loss& loss : read_losses(state.losses(), cursor.losses_offset).losses) {
    cursor.lost += loss.events;
  }
  return cursor;
}

}  // namespace

Result<NextRequest> next_request(const StateDirectory& state, const Contract& contract,
                                 std::int64_t now_ms) {
  NextRequest next;
  const Cursor cursor = cursor_with_losses(state);
  next.batch.begin = cursor.position;
  next.batch.end = next.batch.begin;
  while (next.batch.events.empty()) {
    const auto lines = read_log(state, next.batch.end, kEventsPerRequestMax);
    if (!lines) return lines.error();
    if (lines->empty()) return next;
    Batch batch = take_batch(*lines, contract, now_ms);
    batch.too_old += next.batch.too_old;
    batch.not_in_contract += next.batch.not_in_contract;
    batch.not_events += next.batch.not_events;
    next.batch = std::move(batch);
  }
  next.lost = lost_events(cursor, next.batch);
  next.body = body_of(next.batch, contract, next.lost);
  const auto count = [&next](const std::vector<LogLine>& lines) {
    next.behind += static_cast<std::int64_t>(lines.size());
  };
  const Result<LogPosition> walked = walk_log(state, next.batch.end, count);
  if (!walked) return walked.error();
  return next;
}

}  // namespace overt
