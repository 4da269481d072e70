#include "abuse/slow_crowd.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace overt::testing {
namespace {

constexpr std::string_view kHalfHead = "POST /v1/traces HTTP/1.1\r\nHost: h\r\nX-Slow: ";
constexpr std::string_view kHead =
    "POST /v1/traces HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"
    "Content-Length: 1000000\r\n\r\n{";

sockaddr_in ipv4(std::uint32_t address, std::uint16_t port) {
  sockaddr_in result{};
  result.sin_family = AF_INET;
  result.sin_port = htons(port);
  result.sin_addr.s_addr = htonl(address);
  return result;
}

// A connection that has sent its first bytes; none if it cannot be made.
UniqueFd begin_request(const SlowCrowdOptions& options) {
  UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  // Chooses the port when it connects: then another peer makes it another connection.
  const int on = 1;
  ::setsockopt(fd.get(), IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
  constexpr std::uint32_t kSources = 0x7F000100;
  const sockaddr_in from = ipv4(kSources + options.number, 0);
  const sockaddr_in to = ipv4(INADDR_LOOPBACK, options.port);
  const std::string_view bytes = options.has_head ? kHead : kHalfHead;
  const bool begun = ::bind(fd.get(), reinterpret_cast<const sockaddr*>(&from), sizeof from) == 0 &&
                     ::connect(fd.get(), reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0 &&
                     ::send(fd.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL) > 0;
  return begun ? std::move(fd) : UniqueFd();
}

// One more byte; whoever was closed begins again.
void drip(std::vector<UniqueFd>& connections, const SlowCrowdOptions& options) {
  for (UniqueFd& connection : connections) {
    const bool is_open =
        connection &&
        (::send(connection.get(), " ", 1, MSG_DONTWAIT | MSG_NOSIGNAL) == 1 || errno == EAGAIN);
    if (is_open) continue;
    connection = UniqueFd();
    connection = begin_request(options);
  }
}

// Everything the new process does, until `alive` is closed.
[[noreturn]] void be_slow(const SlowCrowdOptions& options, int there, int alive) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  rlimit descriptors{};
  ::getrlimit(RLIMIT_NOFILE, &descriptors);
  descriptors.rlim_cur = descriptors.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &descriptors);
  std::vector<UniqueFd> connections;
  for (int i = 0; i < options.size; ++i) {
    connections.push_back(begin_request(options));
    if (!connections.back()) ::_exit(1);
  }
  if (::write(there, "!", 1) != 1) ::_exit(1);
  pollfd told{.fd = alive, .events = POLLIN, .revents = 0};
  while (::poll(&told, 1, options.pause_ms) == 0) drip(connections, options);
  ::_exit(0);
}

}  // namespace

SlowCrowd::SlowCrowd(const SlowCrowdOptions& options) {
  int there[2] = {-1, -1};
  int alive[2] = {-1, -1};
  if (::pipe2(there, O_CLOEXEC) != 0 || ::pipe2(alive, O_CLOEXEC) != 0) std::abort();
  there_ = UniqueFd(there[0]);
  alive_ = UniqueFd(alive[1]);
  const UniqueFd say_there(there[1]);
  const UniqueFd hear_alive(alive[0]);
  pid_ = ::fork();
  if (pid_ != 0) return;
  alive_ = UniqueFd();
  be_slow(options, say_there.get(), hear_alive.get());
}

SlowCrowd::~SlowCrowd() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

bool SlowCrowd::wait_until_there() {
  char byte = 0;
  return ::read(there_.get(), &byte, 1) == 1;
}

std::size_t memory_of(pid_t pid, const char* line) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  for (std::string text; std::getline(status, text);) {
    if (!text.starts_with(std::string(line) + ":")) continue;
    constexpr std::size_t kKib = 1024;
    return std::strtoul(text.c_str() + text.find(':') + 1, nullptr, 10) * kKib;
  }
  return 0;
}

}  // namespace overt::testing
