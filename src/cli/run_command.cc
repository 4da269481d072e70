#include "cli/run_command.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <optional>
#include <string>

namespace overt::cli {
namespace {

sigset_t all_signals() {
  sigset_t all;
  sigfillset(&all);
  return all;
}

void unblock(int signal) {
  sigset_t one;
  sigemptyset(&one);
  sigaddset(&one, signal);
  ::sigprocmask(SIG_UNBLOCK, &one, nullptr);
}

// What the child is to find as this process found it. Blocked, signals wait until they are asked
// for; with SIGCHLD ignored, as some are started, the child's end would not be told.
struct SignalsBefore {
  sigset_t mask{};
  struct sigaction on_child{};
};

SignalsBefore hold_signals() {
  SignalsBefore before;
  const sigset_t all = all_signals();
  ::sigprocmask(SIG_SETMASK, &all, &before.mask);
  struct sigaction to_default{};
  to_default.sa_handler = SIG_DFL;
  ::sigaction(SIGCHLD, &to_default, &before.on_child);
  return before;
}

void release_signals(const SignalsBefore& before) {
  ::sigaction(SIGCHLD, &before.on_child, nullptr);
  ::sigprocmask(SIG_SETMASK, &before.mask, nullptr);
}

// Starts the child; `error` is what execvp(3) said if there is none. With vfork() this process goes
// on once the program runs or cannot, and nothing is copied.
pid_t start(char* const* argv, const SignalsBefore& before, int& error) {
  volatile int child_error = 0;
  const pid_t parent = ::getpid();
  // NOLINTBEGIN(bugprone-unsafe-functions)
  const pid_t child = ::vfork();
  if (child == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(kExitCannotRun);  // killed before prctl() could tell
    release_signals(before);
    child_error = become_command(argv);
    ::_exit(kExitCannotRun);
  }
  // NOLINTEND(bugprone-unsafe-functions)
  error = child < 0 ? errno : child_error;
  if (child > 0 && error != 0) ::waitpid(child, nullptr, 0);
  return child;
}

// Whoever reads the command's output is to see its end when the command closes it.
void let_go_of_descriptors() {
  ::close_range(0, ~0U, 0);
  ::open("/dev/null", O_RDWR);
  ::dup(0);
  ::dup(0);
}

// Stops this process as `signal` stopped the child, until somebody sends SIGCONT.
void stop_by(int signal) {
  struct sigaction before{};
  struct sigaction to_default{};
  to_default.sa_handler = SIG_DFL;
  ::sigaction(signal, &to_default, &before);
  // Sent while it is blocked, it is one with what the terminal may have sent already; SIGCONT takes
  // away both.
  ::kill(::getpid(), signal);
  unblock(signal);
  const sigset_t all = all_signals();
  ::sigprocmask(SIG_SETMASK, &all, nullptr);
  ::sigaction(signal, &before, nullptr);
}

class Attendant {
 public:
  explicit Attendant(pid_t child) : child_(child) {}

  // Waits for the child's end; passes on what comes meanwhile.
  int attend() {
    const sigset_t all = all_signals();
    for (;;) {
      siginfo_t info{};
      const int signal = ::sigwaitinfo(&all, &info);
      if (signal < 0) continue;  // EINTR, after a stop
      if (signal == SIGCHLD || signal == SIGCONT) {
        if (const auto wait_status = follow_child()) return *wait_status;
        if (signal == SIGCONT && child_is_stopped_) ::kill(child_, SIGCONT);
      } else if (!child_has_it_already(info)) {
        pass_on(info);
      }
    }
  }

 private:
  // Stops when the child has stopped; its wait status once it has ended.
  std::optional<int> follow_child() {
    int wait_status = 0;
    // Any child: those of a process that became this one would stay zombies, and as process 1 of a
    // container this one is everybody's parent.
    pid_t pid = 0;
    while ((pid = ::waitpid(-1, &wait_status, WNOHANG | WUNTRACED | WCONTINUED)) > 0) {
      if (pid != child_) continue;
      if (WIFEXITED(wait_status) || WIFSIGNALED(wait_status)) return wait_status;
      child_is_stopped_ = WIFSTOPPED(wait_status);
      if (child_is_stopped_) stop_by(WSTOPSIG(wait_status));
    }
    return std::nullopt;
  }

  bool child_has_it_already(const siginfo_t& info) const {
    if (info.si_code <= 0) return info.si_pid == child_;
    switch (info.si_signo) {
      case SIGINT:
      case SIGQUIT:
      case SIGTSTP:
      case SIGTTIN:
      case SIGTTOU:
      case SIGWINCH:
        return true;
      case SIGHUP:
        // When the terminal goes the kernel tells the leader of the session alone.
        return ::getsid(0) != ::getpid();
      default:
        // An alarm() that was set before this process was started, and the like.
        return false;
    }
  }

  void pass_on(const siginfo_t& info) const {
    if (info.si_code == SI_QUEUE) {
      ::sigqueue(child_, info.si_signo, info.si_value);
    } else {
      ::kill(child_, info.si_signo);
    }
  }

  pid_t child_;
  bool child_is_stopped_ = false;
};

}  // namespace

int become_command(char* const* argv) {
  ::execvp(argv[0], argv);
  return errno;
}

int report_cannot_run(const char* program, int error) {
  const std::string line =
      std::string("overt: cannot run ") + program + ": " + std::strerror(error) + "\n";
  std::fwrite(line.data(), 1, line.size(), stderr);
  return error == ENOENT ? kExitNotFound : kExitCannotRun;
}

CommandRun run_command(char* const* argv, const std::function<void()>& on_started) {
  const SignalsBefore before = hold_signals();
  CommandRun run;
  const pid_t child = start(argv, before, run.error);
  if (run.error != 0) {
    release_signals(before);
    return run;
  }
  let_go_of_descriptors();
  on_started();
  run.wait_status = Attendant(child).attend();
  return run;
}

int exit_code_of(int wait_status) {
  if (WIFSIGNALED(wait_status)) return kExitSignalBase + WTERMSIG(wait_status);
  return WEXITSTATUS(wait_status);
}

void end_like(int wait_status) {
  if (WIFSIGNALED(wait_status)) {
    const int signal = WTERMSIG(wait_status);
    // The limit is for files, the flag for core handlers, which the limit does not hold back.
    const rlimit no_core{};
    ::setrlimit(RLIMIT_CORE, &no_core);
    ::prctl(PR_SET_DUMPABLE, 0);
    struct sigaction to_default{};
    to_default.sa_handler = SIG_DFL;
    ::sigaction(signal, &to_default, nullptr);
    ::kill(::getpid(), signal);
    unblock(signal);
  }
  // Also for process 1 of a container, which such a signal does not end.
  std::_Exit(exit_code_of(wait_status));
}

}  // namespace overt::cli
