// The sender's half of an attached sender; client/attached_sender.h is the tool's.
#pragma once

#include <functional>

#include "base/result.h"
#include "sender/sender.h"

namespace overt {

// The tool, as the sender sees it.
struct ToolLine {
  int in = -1;   // what the tool says; its end is the tool's. Borrowed
  int out = -1;  // a socket, or nothing is said to the tool; borrowed
};

// Sends what waits, stays until the run of the tool is over, and sends what has come in meanwhile
// over the same connection, if `may_send` then still says so. Works for kRunMsMax at most; how long
// the run lasts does not count. Only while it sends it holds the lock for which other senders look.
// Ends at once if another sender is attached to a run. Errors as send_queue().
Status send_attached(const SenderOptions& options, const SenderWorld& world, const ToolLine& tool,
                     const std::function<bool()>& may_send);

}  // namespace overt
