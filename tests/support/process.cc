#include "support/process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>

#include "support/spawn.h"

namespace overt::testing {
namespace {

using SteadyClock = std::chrono::steady_clock;

struct Pipe {
  UniqueFd read_end;
  UniqueFd write_end;
};

Pipe make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category());
  return Pipe{UniqueFd(ends[0]), UniqueFd(ends[1])};
}

void set_nonblocking(const UniqueFd& fd) { ::fcntl(fd.get(), F_SETFL, O_NONBLOCK); }

int milliseconds_until(SteadyClock::time_point deadline) {
  const auto left =
      std::chrono::duration_cast<std::chrono::milliseconds>(deadline - SteadyClock::now());
  return static_cast<int>(std::max<std::int64_t>(left.count(), 0));
}

// Appends what `fd` has to `text`; closes it at the end of the stream.
void drain(UniqueFd& fd, std::string& text) {
  std::array<char, 65536> buffer;
  for (;;) {
    const ssize_t count = ::read(fd.get(), buffer.data(), buffer.size());
    if (count > 0) {
      text.append(buffer.data(), static_cast<std::size_t>(count));
      continue;
    }
    if (count < 0 && errno == EINTR) continue;
    if (count == 0 || errno != EAGAIN) fd = UniqueFd();
    return;
  }
}

}  // namespace

Outcome run_program(const Program& program) { return Process(program).wait(); }

Process::Process(const Program& program) : unwritten_(program.input) {
  Pipe in = make_pipe();
  Pipe out = make_pipe();
  Pipe err = make_pipe();
  pid_ = spawn(program, in.read_end.get(), out.write_end.get(), err.write_end.get());
  // glibc 2.36 declares pidfd_open() without extern "C".
  exited_ = UniqueFd(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
  in_ = std::move(in.write_end);
  out_ = std::move(out.read_end);
  err_ = std::move(err.read_end);
  for (const UniqueFd* fd : {&in_, &out_, &err_}) set_nonblocking(*fd);
}

Process::~Process() {
  ::kill(-pid_, SIGKILL);
  if (!reaped_) reap();
}

void Process::send_signal(int signal) const { ::kill(pid_, signal); }

void Process::write_input(std::string_view text) { unwritten_ += text; }

void Process::close_input() { close_input_when_written_ = true; }

bool Process::wait_for_output(std::string_view text) {
  const auto deadline = SteadyClock::now() + kProcessDeadline;
  for (;;) {
    const auto found = outcome_.out.find(text);
    if (found != std::string::npos) {
      outcome_.out.erase(0, found + text.size());
      return true;
    }
    if (!out_ || !pump(milliseconds_until(deadline))) return false;
  }
}

Outcome Process::wait() {
  close_input();
  const auto deadline = SteadyClock::now() + kProcessDeadline;
  while (out_ || err_ || !reaped_) {
    if (pump(milliseconds_until(deadline))) continue;
    outcome_.hung = true;
    ::kill(-pid_, SIGKILL);
    if (!reaped_) reap();
    break;
  }
  return outcome_;
}

bool Process::pump(int timeout_ms) {
  if (in_ && unwritten_.empty() && close_input_when_written_) in_ = UniqueFd();
  // poll() passes over descriptors below zero.
  const int in = unwritten_.empty() ? -1 : in_.get();
  const int exited = reaped_ ? -1 : exited_.get();
  std::array<pollfd, 4> fds = {pollfd{in, POLLOUT, 0}, pollfd{out_.get(), POLLIN, 0},
                               pollfd{err_.get(), POLLIN, 0}, pollfd{exited, POLLIN, 0}};
  if (::poll(fds.data(), fds.size(), timeout_ms) <= 0) return false;

  if (fds[0].revents != 0) {
    // A test that feeds a program which does not read must survive that.
    const auto previous = std::signal(SIGPIPE, SIG_IGN);
    const ssize_t written = ::write(in_.get(), unwritten_.data(), unwritten_.size());
    std::signal(SIGPIPE, previous);
    if (written >= 0) unwritten_.erase(0, static_cast<std::size_t>(written));
    if (written < 0 && errno == EPIPE) unwritten_.clear();
  }
  if (fds[1].revents != 0) drain(out_, outcome_.out);
  if (fds[2].revents != 0) drain(err_, outcome_.err);
  if (fds[3].revents != 0) reap();
  return true;
}

void Process::reap() {
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  reaped_ = true;
  if (WIFEXITED(status)) outcome_.exit_code = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) outcome_.signal = WTERMSIG(status);
}

}  // namespace overt::testing
