// A sender that stays for a while: a script with a hundred commands starts a few senders and opens
// a few connections, not a hundred.
#pragma once

#include <cstdint>
#include <functional>

#include "base/result.h"
#include "sender/sender.h"

namespace overt {

// How long it stays after the last event. The next command of a script begins sooner; somebody who
// types one seldom does, and then a sleeping process would wait for nothing.
inline constexpr std::int64_t kStayMs = 2'000;

// How often it looks at the log meanwhile. What comes in between goes in one request.
inline constexpr std::int64_t kLookMs = 100;

// Sends what waits, and what comes in until there was nothing new for kStayMs, over one connection
// and for SenderOptions::run_ms_max in all; what comes in later only if `may_send` still says so.
// Holds staying.lock, so that commands which end meanwhile start no other sender; sender.lock only
// while it sends. Where another sender stays it sends and ends. Errors as send_queue().
Status send_and_stay(const SenderOptions& options, const SenderWorld& world,
                     const std::function<bool()>& may_send);

}  // namespace overt
