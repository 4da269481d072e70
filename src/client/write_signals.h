// Signals that a write can send, and that must not end a tool.
#pragma once

#include <csignal>

namespace overt {

// While this lives, a write that the other end or a limit refuses is an error of that write and not
// the end of the tool: SIGPIPE for a FIFO, SIGXFSZ for `ulimit -f`. Threads: for the one it is made
// in.
class WriteSignalsHeld {
 public:
  WriteSignalsHeld();
  WriteSignalsHeld(const WriteSignalsHeld&) = delete;
  WriteSignalsHeld& operator=(const WriteSignalsHeld&) = delete;
  ~WriteSignalsHeld();

  // Takes back the signal that a failed write has sent to this thread, if it sent one.
  void take_back() const;

 private:
  sigset_t signals_{};
  sigset_t mask_before_{};
};

}  // namespace overt
