// Starts the sender: a process of its own that nobody waits for.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/environment.h"
#include "client/detached_process.h"
#include "client/state.h"
#include "overt/contract.hpp"

namespace overt {

// The longest wait that a sender keeps to: a day, which is the most that a server may ask for, and
// up to a tenth more. A time further ahead is of a clock that was wrong then or is wrong now.
inline constexpr std::int64_t kSenderWaitMsMax = 24LL * 60 * 60 * 1000 * 11 / 10;

// Where the user wants events to go: <PREFIX>_TELEMETRY_TRACE_URL without query and fragment. Empty
// if it is not set: then they go where the contract says.
std::string user_endpoint(const Contract& contract, const Environment& environment);

// `overt send --app NAME` by the program `overt`, an absolute path. Of the environment it gets what
// it asks for consent once more, where the user wants events to go, what leads it to the log, and
// what leads it to the certificates that it trusts.
DetachedProgram sender_program(const Contract& contract, const std::string& overt,
                               const Environment& environment);

// Whether the sender's cursor, the text of cursor.json, says that nothing may be sent to `endpoint`
// yet. False for anything that cannot be understood: the sender itself looks again.
bool has_to_wait(std::string_view cursor, std::string_view endpoint, std::int64_t now_ms);

// Starts a sender for what waits in the log, unless there is nowhere to send to, a sender is at
// work, which looks once more when it is done, the server has asked for a wait, or this is process
// 1, with which all ends. That none could
// be started is nothing the user of the tool has to know. Threads: any.
void start_sender(const Contract& contract, const StateDirectory& state, const std::string& overt,
                  const Environment& environment, std::int64_t now_ms);

}  // namespace overt
