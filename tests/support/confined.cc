#include "support/confined.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>

#include "base/exec_texts.h"

namespace overt::testing {
namespace {

// Above all that a test closes or counts.
constexpr int kHighDescriptor = 700;

struct Pipe {
  UniqueFd read_end;
  UniqueFd write_end;
};

Pipe make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) std::abort();
  return {UniqueFd(ends[0]), UniqueFd(ends[1])};
}

[[noreturn]] void say_and_end(int report, const std::string& why) {
  [[maybe_unused]] const ssize_t written = ::write(report, why.data(), why.size());
  ::_exit(125);
}

[[noreturn]] void become(const Confined& program, int out, int err, int report) {
  const int high_report = ::fcntl(report, F_DUPFD_CLOEXEC, kHighDescriptor);
  const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  const int high_out = ::fcntl(out, F_DUPFD_CLOEXEC, kHighDescriptor);
  const int high_err = ::fcntl(err, F_DUPFD_CLOEXEC, kHighDescriptor);
  ::dup2(null, 0);
  ::dup2(high_out, 1);
  ::dup2(high_err, 2);
  // What the test was given by whoever started it is none of the program's.
  ::close_range(3, kHighDescriptor - 1, 0);
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  const std::vector<char*> argv = exec_texts(program.argv);
  const std::vector<char*> environment = exec_texts(program.environment);
  if (!program.directory.empty() && ::chdir(program.directory.c_str()) != 0) {
    say_and_end(high_report, "cannot enter " + program.directory);
  }
  const std::string not_permitted = program.enter ? program.enter() : "";
  if (!not_permitted.empty()) say_and_end(high_report, not_permitted);
  ::execve(program.executable.c_str(), argv.data(), environment.data());
  say_and_end(high_report, errno_error("start", program.executable).message);
}

// Takes both to their ends; false if that takes longer than a program may.
bool read_both(std::array<UniqueFd*, 2> fds, std::array<std::string*, 2> texts) {
  std::array<char, 65536> buffer;
  while (*fds[0] || *fds[1]) {
    std::array<pollfd, 2> waiting = {pollfd{fds[0]->get(), POLLIN, 0},
                                     pollfd{fds[1]->get(), POLLIN, 0}};
    const std::chrono::milliseconds deadline = kProcessDeadline;
    if (::poll(waiting.data(), waiting.size(), static_cast<int>(deadline.count())) <= 0) {
      return false;
    }
    for (std::size_t i = 0; i < waiting.size(); ++i) {
      if (waiting[i].revents == 0) continue;
      const ssize_t count = ::read(fds[i]->get(), buffer.data(), buffer.size());
      if (count > 0) texts[i]->append(buffer.data(), static_cast<std::size_t>(count));
      if (count == 0 || (count < 0 && errno != EINTR)) *fds[i] = UniqueFd();
    }
  }
  return true;
}

}  // namespace

ConfinedOutcome run_confined(const Confined& program) {
  ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
  Pipe out = make_pipe();
  Pipe err = make_pipe();
  Pipe report = make_pipe();
  const pid_t pid = ::fork();
  // Nobody is to be killed by a number below 1.
  if (pid < 0) std::abort();
  if (pid == 0) {
    become(program, out.write_end.get(), err.write_end.get(), report.write_end.get());
  }
  for (Pipe* pipe : {&out, &err, &report}) pipe->write_end = UniqueFd();

  ConfinedOutcome result;
  Outcome& outcome = result.outcome;
  outcome.hung = !read_both({&out.read_end, &err.read_end}, {&outcome.out, &outcome.err});
  if (outcome.hung) ::kill(pid, SIGKILL);
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) continue;
  if (WIFEXITED(status)) outcome.exit_code = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) outcome.signal = WTERMSIG(status);
  UniqueFd nobody;
  std::string nothing;
  read_both({&report.read_end, &nobody}, {&result.not_permitted, &nothing});
  while (::waitpid(-1, nullptr, __WALL) > 0 || errno == EINTR) continue;
  return result;
}

}  // namespace overt::testing
