// What of an event may be recorded: the one step between what is known of a run and a line.
#pragma once

#include <cstdint>

#include "model/event.h"
#include "overt/contract.hpp"

namespace overt {

// Makes `event` what a line shows at `now_ms` (Unix time), without what the contract discards.
// False if the contract does not close all of it: then it must not be recorded.
[[nodiscard]] bool make_recordable(const Contract& contract, Event& event, std::int64_t now_ms);

}  // namespace overt
