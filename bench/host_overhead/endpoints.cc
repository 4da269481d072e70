#include "endpoints.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <csignal>
#include <system_error>
#include <thread>
#include <utility>

namespace overt::bench {
namespace {

constexpr std::string_view kAnswer =
    "HTTP/1.1 200 OK\r\nContent-Type: application/x-protobuf\r\nContent-Length: 0\r\n\r\n";
constexpr int kLateMs = 5000;
constexpr int kDripMs = 1000;

// Connections that fill a backlog of one and stay open.
constexpr int kFillersMax = 8;

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

UniqueFd new_socket(int flags) {
  UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | flags, 0));
  if (!fd) fail("socket");
  return fd;
}

sockaddr_in loopback() {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

sockaddr_in address_of(const UniqueFd& fd) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  if (::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0)
    fail("getsockname");
  return address;
}

UniqueFd bound_socket() {
  UniqueFd fd = new_socket(0);
  const sockaddr_in address = loopback();
  if (::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    fail("bind");
  }
  return fd;
}

std::string url_of(const UniqueFd& fd) {
  return "http://127.0.0.1:" + std::to_string(ntohs(address_of(fd).sin_port)) + "/v1/traces";
}

// Whether a connection has come about, given some time.
bool connects(const UniqueFd& fd) {
  constexpr int kEnoughMs = 50;
  pollfd ready{.fd = fd.get(), .events = POLLOUT, .revents = 0};
  return ::poll(&ready, 1, kEnoughMs) == 1;
}

// Fills the backlog of `listener`, whose kernel then drops every SYN.
std::vector<UniqueFd> fill_backlog(const UniqueFd& listener) {
  const sockaddr_in address = address_of(listener);
  std::vector<UniqueFd> fillers;
  for (int i = 0; i < kFillersMax; ++i) {
    UniqueFd filler = new_socket(SOCK_NONBLOCK);
    ::connect(filler.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
    const bool full = !connects(filler);
    fillers.push_back(std::move(filler));
    if (full) return fillers;
  }
  errno = EISCONN;
  fail("fill a backlog");
}

// Waits `ms`; false if the other end went away before.
bool wait_while_open(int fd, int ms) {
  pollfd gone{.fd = fd, .events = POLLRDHUP, .revents = 0};
  return ::poll(&gone, 1, ms) == 0;
}

bool send_all(int fd, std::string_view text) {
  return ::send(fd, text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size());
}

std::size_t length_of_body(std::string_view head) {
  std::size_t length = 0;
  for (const std::string_view key : {"\r\nContent-Length: ", "\r\ncontent-length: "}) {
    const auto at = head.find(key);
    if (at == std::string_view::npos) continue;
    const std::string_view digits = head.substr(at + key.size());
    std::from_chars(digits.data(), digits.data() + digits.size(), length);
  }
  return length;
}

// Takes one request off `received`, reading what is missing; false at the end of the connection.
bool take_request(int fd, std::string& received) {
  for (;;) {
    const auto head = received.find("\r\n\r\n");
    if (head != std::string::npos) {
      const std::size_t whole =
          head + 4 + length_of_body(std::string_view(received).substr(0, head));
      if (received.size() >= whole) {
        received.erase(0, whole);
        return true;
      }
    }
    std::array<char, 16 * 1024> chunk;
    const ssize_t count = ::recv(fd, chunk.data(), chunk.size(), 0);
    if (count <= 0) return false;
    received.append(chunk.data(), static_cast<std::size_t>(count));
  }
}

bool answer(int fd, Manner manner) {
  if (manner == Manner::kNeverAnswers) return wait_while_open(fd, -1);
  if (manner == Manner::kAnswersLate && !wait_while_open(fd, kLateMs)) return false;
  if (manner != Manner::kDrips) return send_all(fd, kAnswer);
  for (const char& byte : kAnswer) {
    if (!send_all(fd, {&byte, 1}) || !wait_while_open(fd, kDripMs)) return false;
  }
  return true;
}

void serve_connection(UniqueFd fd, Manner manner) {
  std::string received;
  while (take_request(fd.get(), received) && answer(fd.get(), manner)) continue;
}

void serve(const UniqueFd& listener, Manner manner) {
  for (;;) {
    UniqueFd fd(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!fd) continue;
    std::thread(serve_connection, std::move(fd), manner).detach();
  }
}

using Listeners = std::vector<std::pair<Manner, UniqueFd>>;

// The server's own process; it ends with the benchmark.
[[noreturn]] void run_server(const Listeners& listeners, pid_t benchmark) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != benchmark) ::_exit(1);
  std::vector<std::jthread> threads;
  threads.reserve(listeners.size());
  for (const auto& [manner, listener] : listeners) {
    threads.emplace_back([&listener = listener, manner = manner] { serve(listener, manner); });
  }
  for (;;) ::pause();
}

}  // namespace

std::string_view name_of(Manner manner) {
  switch (manner) {
    case Manner::kAnswers:
      return "answers";
    case Manner::kRefuses:
      return "refuses";
    case Manner::kDropsSyn:
      return "is a black hole";
    case Manner::kNeverAnswers:
      return "never answers";
    case Manner::kDrips:
      return "drips a byte a second";
    case Manner::kAnswersLate:
      return "answers after 5 s";
    case Manner::kHasNoName:
      return "does not resolve";
  }
  return "";
}

Endpoints::Endpoints() {
  Listeners listeners;
  for (const Manner manner : kManners) {
    std::string& url = urls_[static_cast<std::size_t>(manner)];
    if (manner == Manner::kHasNoName) {
      url = "http://overt.invalid/v1/traces";
      continue;
    }
    UniqueFd fd = bound_socket();
    url = url_of(fd);
    if (manner == Manner::kRefuses) {
      sockets_.push_back(std::move(fd));
      continue;
    }
    if (::listen(fd.get(), manner == Manner::kDropsSyn ? 0 : SOMAXCONN) != 0) fail("listen");
    if (manner == Manner::kDropsSyn) {
      for (UniqueFd& filler : fill_backlog(fd)) sockets_.push_back(std::move(filler));
      sockets_.push_back(std::move(fd));
    } else {
      listeners.emplace_back(manner, std::move(fd));
    }
  }
  const pid_t benchmark = ::getpid();
  server_ = ::fork();
  if (server_ < 0) fail("fork");
  if (server_ == 0) run_server(listeners, benchmark);
}

Endpoints::~Endpoints() {
  ::kill(server_, SIGKILL);
  ::waitpid(server_, nullptr, 0);
}

}  // namespace overt::bench
