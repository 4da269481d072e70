#include "support/collector_process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <utility>

#include "support/spawn.h"

namespace overt::testing {
namespace {

// Past this it hangs, whatever the machine is busy with.
constexpr int kDeadlineMs = 60'000;

struct Pipe {
  UniqueFd read_end;
  UniqueFd write_end;
};

Pipe make_pipe() {
  int fds[2] = {-1, -1};
  if (::pipe2(fds, O_CLOEXEC) != 0) std::abort();
  return {UniqueFd(fds[0]), UniqueFd(fds[1])};
}

// The port that follows `before` in `text`, or 0.
std::uint16_t port_after(const std::string& text, std::string_view before) {
  const auto at = text.find(before);
  if (at == std::string::npos) return 0;
  return static_cast<std::uint16_t>(std::atoi(text.c_str() + at + before.size()));
}

int count_of(std::string_view text, std::string_view in) {
  int count = 0;
  for (auto at = in.find(text); at != std::string_view::npos;
       at = in.find(text, at + text.size())) {
    ++count;
  }
  return count;
}

}  // namespace

CollectorProcess::CollectorProcess(const std::string& binary, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {binary, "serve"});
  for (const char* option : {"--listen", "--admin"}) {
    if (std::ranges::find(arguments, option) != arguments.end()) continue;
    arguments.insert(arguments.end(), {option, "127.0.0.1:0"});
  }
  Pipe out = make_pipe();
  Pipe err = make_pipe();
  pid_ =
      spawn({.argv = std::move(arguments)}, STDIN_FILENO, out.write_end.get(), err.write_end.get());
  out_ = std::move(out.read_end);
  err_ = std::move(err.read_end);
  out.write_end = UniqueFd();
  err.write_end = UniqueFd();
  read_addresses();
}

CollectorProcess::~CollectorProcess() { end_by(SIGKILL); }

void CollectorProcess::read_addresses() {
  while (output_.find("admin on http://") == std::string::npos || !output_.ends_with('\n')) {
    if (!append_from(out_, output_)) return;
  }
  ingest_port_ = port_after(output_, "ingest on http://127.0.0.1:");
  admin_port_ = port_after(output_, "admin on http://127.0.0.1:");
}

int CollectorProcess::end_by(int signal) {
  if (pid_ < 0) return -1;
  ::kill(pid_, signal);
  while (read_log()) continue;
  // Its stderr is closed, and so it ends; or the deadline has passed.
  if (hung_) ::kill(pid_, SIGKILL);
  int status = 0;
  ::waitpid(pid_, &status, 0);
  pid_ = -1;
  while (append_from(out_, output_)) continue;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

bool CollectorProcess::wait_for_log(std::string_view text, int times) {
  while (count_of(text, log_) < times) {
    if (!read_log()) return false;
  }
  return true;
}

bool CollectorProcess::read_log() { return append_from(err_, log_); }

bool CollectorProcess::append_from(const UniqueFd& fd, std::string& text) {
  pollfd readable{.fd = fd.get(), .events = POLLIN, .revents = 0};
  hung_ = ::poll(&readable, 1, kDeadlineMs) <= 0;
  if (hung_) return false;
  char bytes[4096];
  const ssize_t count = ::read(fd.get(), bytes, sizeof bytes);
  if (count > 0) text.append(bytes, static_cast<std::size_t>(count));
  return count > 0;
}

}  // namespace overt::testing
