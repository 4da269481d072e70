#include "cli/capture.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>

#include "base/exec_texts.h"
#include "base/file.h"

namespace overt::cli {
namespace {

using Deadline = std::chrono::steady_clock::time_point;

std::vector<std::string> environment_with(
    const std::vector<std::pair<std::string, std::string>>& variables) {
  std::vector<std::string> environment;
  for (char** variable = ::environ; *variable != nullptr; ++variable) {
    const std::string_view text = *variable;
    const bool is_replaced = std::ranges::any_of(variables, [text](const auto& replacement) {
      return text.substr(0, text.find('=')) == replacement.first;
    });
    if (!is_replaced) environment.emplace_back(text);
  }
  for (const auto& [name, value] : variables) {
    environment.push_back(std::string(name).append("=").append(value));
  }
  return environment;
}

// Holds back what a person sends to end this process, which is to end the program first. The signal
// stays pending and does its work when this object goes.
class HeldInterrupts {
 public:
  HeldInterrupts() {
    sigemptyset(&signals_);
    for (const int signal : {SIGHUP, SIGINT, SIGQUIT, SIGTERM}) sigaddset(&signals_, signal);
    ::sigprocmask(SIG_BLOCK, &signals_, &mask_before_);
    pending_ = UniqueFd(::signalfd(-1, &signals_, SFD_CLOEXEC));
  }
  HeldInterrupts(const HeldInterrupts&) = delete;
  HeldInterrupts& operator=(const HeldInterrupts&) = delete;
  ~HeldInterrupts() { ::sigprocmask(SIG_SETMASK, &mask_before_, nullptr); }

  int pending() const { return pending_.get(); }  // readable once there is one

 private:
  sigset_t signals_{};
  sigset_t mask_before_{};
  UniqueFd pending_;
};

// What posix_spawn() is to do, freed at the end.
class SpawnPlan {
 public:
  explicit SpawnPlan(int output) {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions_, output, STDERR_FILENO);
    ::posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1);
    ::posix_spawnattr_init(&attributes_);
    sigset_t signals;
    sigemptyset(&signals);
    ::posix_spawnattr_setsigmask(&attributes_, &signals);
    sigfillset(&signals);
    ::posix_spawnattr_setsigdefault(&attributes_, &signals);
    ::posix_spawnattr_setflags(&attributes_,
                               POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;
  ~SpawnPlan() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }

  // The process; errno if there is none.
  pid_t spawn(const CaptureRequest& request) const {
    const auto environment = environment_with(request.variables);
    pid_t pid = -1;
    errno = ::posix_spawnp(&pid, request.argv.front().c_str(), &actions_, &attributes_,
                           exec_texts(request.argv).data(), exec_texts(environment).data());
    return errno == 0 ? pid : -1;
  }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

int milliseconds_until(Deadline deadline) {
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
  return static_cast<int>(std::max<std::chrono::milliseconds::rep>(left.count(), 0));
}

// Takes what is in the pipe; false once nobody can write to it any more or enough was read.
bool drain(int pipe, std::size_t bytes_max, Capture& capture) {
  char buffer[1 << 16];
  while (capture.output.size() < bytes_max) {
    const std::size_t wanted = std::min(sizeof buffer, bytes_max - capture.output.size());
    const ssize_t count = ::read(pipe, buffer, wanted);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return true;
    if (count == 0) return false;
    capture.output.append(buffer, static_cast<std::size_t>(count));
  }
  capture.was_killed = true;
  return false;
}

void read_until_end(int pipe, int exited, int interrupted, const CaptureRequest& request,
                    Capture& capture) {
  const Deadline deadline = std::chrono::steady_clock::now() + request.time_max;
  pollfd watched[] = {{.fd = pipe, .events = POLLIN, .revents = 0},
                      {.fd = exited, .events = POLLIN, .revents = 0},
                      {.fd = interrupted, .events = POLLIN, .revents = 0}};
  for (;;) {
    const int ready = ::poll(watched, std::size(watched), milliseconds_until(deadline));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0 || watched[2].revents != 0) {
      capture.was_killed = true;
      return;
    }
    if (!drain(pipe, request.bytes_max, capture)) return;
    // Who still holds the pipe then is not the program.
    if (watched[1].revents != 0) return;
  }
}

}  // namespace

Result<Capture> capture_output(const CaptureRequest& request) {
  const HeldInterrupts interrupts;
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return errno_error("run", request.argv.front());
  const UniqueFd out(ends[0]);
  UniqueFd in(ends[1]);
  ::fcntl(out.get(), F_SETFL, O_NONBLOCK);

  const pid_t pid = SpawnPlan(in.get()).spawn(request);
  if (pid < 0) return errno_error("run", request.argv.front());
  in = UniqueFd();
  Capture capture;
  const UniqueFd exited(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  read_until_end(out.get(), exited.get(), interrupts.pending(), request, capture);
  // Its own process is not waited for yet, so its number is not another's.
  ::kill(-pid, SIGKILL);
  while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
  }
  return capture;
}

}  // namespace overt::cli
