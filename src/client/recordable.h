// What of an event may be recorded: the one step between what is known of a run and a line.
#pragma once

#include <cstdint>
#include <optional>

#include "model/event.h"
#include "overt/contract.hpp"

namespace overt {

// `event` as a line shows it at `now_ms` (Unix time), without what the contract discards; nothing
// if the contract does not close all of it.
std::optional<Event> recordable(const Contract& contract, Event event, std::int64_t now_ms);

}  // namespace overt
