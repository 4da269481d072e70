#include "timed_run.h"

#include <poll.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <ctime>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <system_error>

#include "base/file.h"

namespace overt::bench {
namespace {

std::int64_t now_ns() {
  timespec time{};
  ::clock_gettime(CLOCK_MONOTONIC, &time);
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

std::string read_all(const std::string& path) {
  constexpr std::size_t kBytesMax = 64 * 1024;
  const Result<std::string> text = read_file(path, kBytesMax);
  return text ? *text : std::string();
}

struct Sender {
  pid_t pid = -1;
  bool is_asleep = false;
};

// proc(5): after the name in brackets there are the state, a letter, and the parent's id.
std::optional<Sender> sender_in(pid_t pid) {
  const std::string stat = read_all("/proc/" + std::to_string(pid) + "/stat");
  const auto bracket = stat.rfind(") ");
  if (bracket == std::string::npos || stat.size() < bracket + 5) return std::nullopt;
  pid_t parent = 0;
  std::from_chars(stat.data() + bracket + 4, stat.data() + stat.size(), parent);
  const char state = stat[bracket + 2];
  if (parent != ::getpid() || state == 'Z') return std::nullopt;
  return Sender{.pid = pid, .is_asleep = state == 'S'};
}

// All children of this process but `other`, which it made itself.
std::vector<Sender> senders(pid_t other) {
  std::vector<Sender> found;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const std::string name = entry.path().filename().native();
    pid_t pid = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), pid);
    if (error != std::errc{} || pid == other) continue;
    if (const std::optional<Sender> sender = sender_in(pid)) found.push_back(*sender);
  }
  return found;
}

bool is_of(const Sender& sender, const std::string& home) {
  const std::string variables = read_all("/proc/" + std::to_string(sender.pid) + "/environ");
  // With the 0 that ends it.
  return variables.find("HOME=" + home + '\0') != std::string::npos;
}

void reap_ended() {
  while (::waitpid(-1, nullptr, WNOHANG) > 0) continue;
}

}  // namespace

std::int64_t timed_run_ns(const Command& command) {
  std::vector<std::string> arguments = command.arguments;
  arguments.insert(arguments.begin(), command.program);
  std::vector<std::string> variables = command.environment;
  const std::vector<char*> argv = pointers_to(arguments);
  const std::vector<char*> environment = pointers_to(variables);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addchdir_np(&actions, command.directory.c_str());

  pid_t pid = -1;
  int status = -1;
  rusage usage{};
  const std::int64_t begin = now_ns();
  const int error = ::posix_spawn(&pid, command.program.c_str(), &actions, nullptr, argv.data(),
                                  environment.data());
  if (error == 0) ::wait4(pid, &status, 0, &usage);
  const std::int64_t end = now_ns();

  ::posix_spawn_file_actions_destroy(&actions);
  if (error != 0 || status != 0) throw std::runtime_error(command.program + " has failed");
  return end - begin;
}

void adopt_senders() {
  if (::prctl(PR_SET_CHILD_SUBREAPER, 1) != 0) {
    throw std::system_error(errno, std::generic_category(), "become a subreaper");
  }
}

std::size_t settle_senders(pid_t other, const std::string& home) {
  constexpr std::int64_t kLongestNs = 500'000'000;
  const std::int64_t begin = now_ns();
  std::vector<Sender> alive;
  // Twice in a row: one may have been asleep for its disk.
  for (int quiet = 0; quiet < 2 && now_ns() - begin < kLongestNs;) {
    ::poll(nullptr, 0, 1);
    reap_ended();
    alive = senders(other);
    quiet = std::ranges::all_of(alive, &Sender::is_asleep) ? quiet + 1 : 0;
  }
  return static_cast<std::size_t>(
      std::ranges::count_if(alive, [&](const Sender& sender) { return is_of(sender, home); }));
}

void end_senders(pid_t other, const std::string& home) {
  for (const Sender& sender : senders(other)) {
    if (!home.empty() && !is_of(sender, home)) continue;
    ::kill(sender.pid, SIGKILL);
    ::waitpid(sender.pid, nullptr, 0);
  }
}

}  // namespace overt::bench
