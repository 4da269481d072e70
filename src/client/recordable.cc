#include "client/recordable.h"

#include "contract/gate.h"

namespace overt {

bool make_recordable(const Contract& contract, Event& event, std::int64_t now_ms) {
  if (check(contract, event)) return false;
  discard(contract, event, now_ms);
  return true;
}

}  // namespace overt
