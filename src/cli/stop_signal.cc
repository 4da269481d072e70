#include "cli/stop_signal.h"

#include <atomic>
#include <csignal>

#include "cli/commands.h"

namespace overt::cli {
namespace {

// The signal that asked to stop; 0 while none has. A handler reaches nothing but what is global.
// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables)
std::atomic<int> stop_signal = 0;
static_assert(std::atomic<int>::is_always_lock_free);

extern "C" void note_stop(int signal) { stop_signal = signal; }

}  // namespace

void stop_on_signals() {
  struct sigaction action = {};
  action.sa_handler = note_stop;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
}

bool is_told_to_stop() { return stop_signal != 0; }

int end_by_signal() {
  std::signal(stop_signal, SIG_DFL);
  std::raise(stop_signal);
  return kExitUsage;
}

}  // namespace overt::cli
