#include "support/spawn.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>

#include "base/exec_texts.h"
#include "base/file.h"

namespace overt::testing {
namespace {

// Whoever runs the tests in the background of a script has Ctrl-C ignored for them.
void release_signals() {
  struct sigaction to_default{};
  to_default.sa_handler = SIG_DFL;
  for (int signal = 1; signal < NSIG; ++signal) ::sigaction(signal, &to_default, nullptr);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

}  // namespace

pid_t spawn(const Program& program, int in, int out, int err) {
  // All that takes memory is done before: another thread may have the lock of it.
  const std::vector<char*> argv = exec_texts(program.argv);
  std::vector<char*> environment;
  if (program.environment) environment = exec_texts(*program.environment);
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category());
  const UniqueFd failure(ends[0]);
  UniqueFd failing(ends[1]);
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(1);  // killed before prctl() could tell
    ::setpgid(0, 0);
    release_signals();
    const bool is_there = program.directory.empty() || ::chdir(program.directory.c_str()) == 0;
    if (is_there && ::dup2(in, 0) == 0 && ::dup2(out, 1) == 1 && ::dup2(err, 2) == 2) {
      ::execvpe(argv[0], argv.data(), program.environment ? environment.data() : environ);
    }
    const int error = errno;
    [[maybe_unused]] const auto told = ::write(failing.get(), &error, sizeof error);
    ::_exit(1);
  }
  int error = pid < 0 ? errno : 0;
  failing = UniqueFd();  // the program closes its own
  if (pid > 0 && ::read(failure.get(), &error, sizeof error) > 0) ::waitpid(pid, nullptr, 0);
  if (error != 0) throw std::system_error(error, std::generic_category(), program.argv[0]);
  return pid;
}

}  // namespace overt::testing
