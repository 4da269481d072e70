#include "sender/next_request.h"

#include <utility>
#include <vector>

#include "client/cursor.h"
#include "client/log_walk.h"

namespace overt {

Result<NextRequest> next_request(const StateDirectory& state, const Contract& contract,
                                 std::int64_t now_ms) {
  NextRequest next;
  next.batch.begin = load_cursor(state.cursor()).position;
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
  next.body = body_of(next.batch, contract);
  const auto count = [&next](const std::vector<LogLine>& lines) {
    next.behind += static_cast<std::int64_t>(lines.size());
  };
  const Result<LogPosition> walked = walk_log(state, next.batch.end, count);
  if (!walked) return walked.error();
  return next;
}

}  // namespace overt
