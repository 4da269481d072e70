#include "support/cutting_proxy.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <utility>

#include "support/talk.h"

namespace overt::testing {
namespace {

// How soon it sees that it is to end.
constexpr int kPollMs = 50;

constexpr const char* kLoopback = "127.0.0.1";

bool send_all(const UniqueFd& to, const std::string& bytes) {
  for (std::size_t sent = 0; sent < bytes.size();) {
    const ssize_t more = ::send(to.get(), bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (more <= 0) return false;
    sent += static_cast<std::size_t>(more);
  }
  return true;
}

// Empty at the end.
std::string receive_some(const UniqueFd& from) {
  std::string bytes(1 << 16, '\0');
  const ssize_t size = ::recv(from.get(), bytes.data(), bytes.size(), 0);
  bytes.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  return bytes;
}

}  // namespace

CuttingProxy::CuttingProxy(std::uint16_t server_port, std::string server_host)
    : server_host_(std::move(server_host)),
      server_port_(server_port),
      listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address = address_of(kLoopback, 0);
  socklen_t size = sizeof address;
  if (::bind(listener_.get(), reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      ::listen(listener_.get(), SOMAXCONN) != 0 ||
      ::getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::runtime_error("the proxy cannot listen");
  }
  port_ = ntohs(address.sin_port);
  thread_ = std::jthread([this] { accept_all(); });
}

CuttingProxy::~CuttingProxy() {
  ending_ = true;
  thread_.join();
  connections_.clear();
}

void CuttingProxy::lose_answers(std::string text, int count) {
  const std::scoped_lock lock(mutex_);
  text_ = std::move(text);
  lost_ = 0;
  to_lose_ = count;
}

void CuttingProxy::accept_all() {
  while (!ending_) {
    pollfd waits{.fd = listener_.get(), .events = POLLIN, .revents = 0};
    if (::poll(&waits, 1, kPollMs) <= 0) continue;
    const int fd = ::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) continue;
    connections_.emplace_back([this, fd] { pass(UniqueFd(fd)); });
  }
}

bool CuttingProxy::has_text(const std::string& bytes) {
  const std::scoped_lock lock(mutex_);
  return !text_.empty() && bytes.find(text_) != std::string::npos;
}

void CuttingProxy::pass(const UniqueFd& client) {
  const UniqueFd server(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const sockaddr_in address = address_of(server_host_, server_port_);
  if (::connect(server.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return;
  }
  bool loses = false;
  while (!ending_) {
    std::array<pollfd, 2> waits{{{.fd = client.get(), .events = POLLIN, .revents = 0},
                                 {.fd = server.get(), .events = POLLIN, .revents = 0}}};
    if (::poll(waits.data(), waits.size(), kPollMs) <= 0) continue;
    if (waits[0].revents != 0) {
      const std::string bytes = receive_some(client);
      // The collector may be gone; what it has asked is done all the same.
      if (bytes.empty() && !loses) return;
      if (!bytes.empty() && has_text(bytes) && to_lose_.fetch_sub(1) > 0) loses = true;
      if (!bytes.empty() && !send_all(server, bytes)) return;
    }
    if (waits[1].revents == 0) continue;
    const std::string bytes = receive_some(server);
    if (loses) {
      ++lost_;
      return;
    }
    if (bytes.empty() || !send_all(client, bytes)) return;
  }
}

}  // namespace overt::testing
