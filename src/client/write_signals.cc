#include "client/write_signals.h"

#include <cerrno>
#include <ctime>
#include <initializer_list>

namespace overt {

WriteSignalsHeld::WriteSignalsHeld() {
  sigemptyset(&signals_);
  sigaddset(&signals_, SIGPIPE);
  sigaddset(&signals_, SIGXFSZ);
  pthread_sigmask(SIG_BLOCK, &signals_, &mask_before_);
}

WriteSignalsHeld::~WriteSignalsHeld() { pthread_sigmask(SIG_SETMASK, &mask_before_, nullptr); }

void WriteSignalsHeld::take_back() const {
  sigset_t ours = signals_;
  for (const int signal : {SIGPIPE, SIGXFSZ}) {
    // One that the tool itself holds back is the tool's.
    if (sigismember(&mask_before_, signal) == 1) sigdelset(&ours, signal);
  }
  const timespec at_once{};
  while (sigtimedwait(&ours, nullptr, &at_once) < 0 && errno == EINTR) {
  }
}

}  // namespace overt
