// The request that the sender would make now, without making it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "client/state.h"
#include "overt/contract.hpp"
#include "sender/plan.h"

namespace overt {

struct NextRequest {
  Batch batch;              // its counts are also of what is passed over before it
  std::string body;         // empty if nothing waits that may be sent
  std::int64_t lost = 0;    // events of which it tells that they will never be sent
  std::int64_t behind = 0;  // lines that wait for the requests after this one
};

// Looks at the log from the cursor on, as the sender does, and changes nothing. The error says
// which file cannot be read.
Result<NextRequest> next_request(const StateDirectory& state, const Contract& contract,
                                 std::int64_t now_ms);

}  // namespace overt
