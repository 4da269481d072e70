// Starts the sender: a process of its own that nobody waits for.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/environment.h"
#include "client/attached_sender.h"
#include "client/cursor.h"
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

// Whether the sender's cursor says that nothing may be sent to `endpoint` yet.
bool has_to_wait(const Cursor& cursor, std::string_view endpoint, std::int64_t now_ms);

// Whether a sender holds the lock now.
bool sender_is_at_work(const StateDirectory& state);

// Starts a sender for what waits in the log, which stays a while for what the next runs record.
// None if there is nowhere to send to, if a sender is at work or stays, which looks once more when
// it is done, if the server has asked for a wait, or in process 1, with which all ends. That none
// could be started is nothing the user of the tool has to know. Threads: any.
void start_sender(const Contract& contract, const StateDirectory& state, const std::string& overt,
                  const Environment& environment, std::int64_t now_ms);

// Whether the machine may end with the command that runs on it, as in CI and in containers.
bool machine_may_end(const Environment& environment);

// Whether a process that loses its parent becomes a child of this process.
bool adopts_processes();

// Starts a sender with the run instead of at its end: for a run on a machine that may end with it,
// once something waits in the log. nullptr if the contract's budget is 0, if another sender is
// attached to a run already, and in the cases in which start_sender() starts none; then the run's
// end is as everywhere. Threads: any.
std::unique_ptr<AttachedSender> start_attached_sender(const Contract& contract,
                                                      const StateDirectory& state,
                                                      const std::string& overt,
                                                      const Environment& environment,
                                                      std::int64_t now_ms);

}  // namespace overt
