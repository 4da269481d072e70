#include "process_state.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <climits>
#include <csignal>

namespace host {
namespace {

constexpr int kDescriptorsMax = 256;

void add_descriptors(StateText& text) {
  text.add("descriptors:");
  for (int fd = 0; fd < kDescriptorsMax; ++fd) {
    const int flags = ::fcntl(fd, F_GETFL);
    if (flags < 0) continue;
    text.add(" ");
    text.add(fd);
    text.add(flags & O_NONBLOCK ? "n" : "");
  }
}

void add_signals(StateText& text) {
  sigset_t blocked;
  sigset_t pending;
  pthread_sigmask(SIG_SETMASK, nullptr, &blocked);
  sigpending(&pending);
  text.add("\nsignals:");
  for (int signal = 1; signal < NSIG; ++signal) {
    struct sigaction action{};
    if (::sigaction(signal, nullptr, &action) != 0) continue;
    const bool usual = action.sa_handler == SIG_DFL && sigismember(&blocked, signal) == 0 &&
                       sigismember(&pending, signal) == 0;
    if (usual) continue;
    text.add(" ");
    text.add(signal);
    text.add(sigismember(&blocked, signal) == 1 ? "b" : "");
    text.add(sigismember(&pending, signal) == 1 ? "p" : "");
    text.add(action.sa_handler == SIG_IGN ? "i" : "");
  }
}

// Whom a tool's own wait(2) would meet: one that has ended, one that runs, or none.
void add_children(StateText& text) {
  const pid_t child = ::waitpid(-1, nullptr, WNOHANG);
  text.add("\nchildren: ");
  text.add(child > 0 ? "ended" : child == 0 ? "running" : errno == ECHILD ? "none" : "unknown");
}

}  // namespace

void StateText::add(std::string_view text) {
  const std::size_t size = std::min(text.size(), characters_.size() - size_);
  std::copy_n(text.begin(), size, characters_.begin() + static_cast<std::ptrdiff_t>(size_));
  size_ += size;
}

void StateText::add(long number) {
  std::array<char, 24> digits{};
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  add(std::string_view(digits.data(), static_cast<std::size_t>(end - digits.data())));
}

StateText process_state(int error) {
  StateText text;
  add_descriptors(text);
  add_signals(text);
  add_children(text);
  const mode_t mask = ::umask(0);
  ::umask(mask);
  text.add("\numask: ");
  text.add(static_cast<long>(mask));
  std::array<char, PATH_MAX> directory{};
  text.add("\ndirectory: ");
  text.add(::getcwd(directory.data(), directory.size()) == nullptr ? "unknown" : directory.data());
  text.add("\nerrno: ");
  text.add(error);
  text.add("\n");
  return text;
}

}  // namespace host
