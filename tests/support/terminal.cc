#include "support/terminal.h"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>

#include "base/exec_texts.h"

namespace overt::testing {
namespace {

constexpr int kExitCannotRun = 127;

[[noreturn]] void become(const Program& program) {
  const std::vector<char*> argv = exec_texts(program.argv);
  // Whoever runs the tests in the background of a script has Ctrl-C ignored for them.
  for (int signal = 1; signal < NSIG; ++signal) std::signal(signal, SIG_DFL);
  if (program.environment) {
    ::clearenv();
    for (const std::string& variable : *program.environment) {
      ::putenv(const_cast<char*>(variable.c_str()));
    }
  }
  if (program.directory.empty() || ::chdir(program.directory.c_str()) == 0) {
    ::execvp(argv[0], argv.data());
  }
  ::_exit(kExitCannotRun);
}

}  // namespace

Terminal::Terminal(const Program& program, unsigned short columns) {
  int fd = -1;
  const winsize size{.ws_row = 24, .ws_col = columns, .ws_xpixel = 0, .ws_ypixel = 0};
  pid_ = ::forkpty(&fd, nullptr, nullptr, columns == 0 ? nullptr : &size);
  if (pid_ < 0) throw std::system_error(errno, std::generic_category(), "forkpty");
  if (pid_ == 0) become(program);
  keyboard_and_screen_ = UniqueFd(fd);
  ::fcntl(fd, F_SETFD, FD_CLOEXEC);
}

Terminal::~Terminal() {
  keyboard_and_screen_ = UniqueFd();
  ::kill(pid_, SIGKILL);
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

void Terminal::type(std::string_view keys) const {
  while (!keys.empty()) {
    const ssize_t written = ::write(keyboard_and_screen_.get(), keys.data(), keys.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) throw std::system_error(errno, std::generic_category(), "terminal");
    keys.remove_prefix(static_cast<std::size_t>(written));
  }
}

bool Terminal::wait_for(std::string_view text) {
  const auto deadline = std::chrono::steady_clock::now() + kProcessDeadline;
  std::array<char, 4096> buffer;
  for (;;) {
    const auto found = screen_.find(text);
    if (found != std::string::npos) {
      screen_.erase(0, found + text.size());
      return true;
    }
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        deadline - std::chrono::steady_clock::now());
    pollfd ready{keyboard_and_screen_.get(), POLLIN, 0};
    if (left.count() <= 0 || ::poll(&ready, 1, static_cast<int>(left.count())) <= 0) return false;
    // Linux answers EIO once nobody has the terminal open any more.
    const ssize_t count = ::read(keyboard_and_screen_.get(), buffer.data(), buffer.size());
    if (count <= 0) return false;
    screen_.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

}  // namespace overt::testing
