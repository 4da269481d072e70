#include "client/recordable.h"

#include "contract/gate.h"

namespace overt {

std::optional<Event> recordable(const Contract& contract, Event event, std::int64_t now_ms) {
  if (check(contract, event)) return std::nullopt;
  discard(contract, event, now_ms);
  return event;
}

}  // namespace overt
