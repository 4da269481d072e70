#include "sender/test_server.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <optional>
#include <system_error>

namespace overt::testing {
namespace {

constexpr std::string_view kLineEnd = "\r\n";

[[noreturn]] void give_up(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

// A socket bound to a free port of 127.0.0.1.
UniqueFd bound_socket() {
  UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    give_up("bind");
  }
  return socket;
}

std::uint16_t port_of(const UniqueFd& socket) {
  sockaddr_in address{};
  socklen_t size = sizeof(address);
  if (::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    give_up("getsockname");
  }
  return ntohs(address.sin_port);
}

// Adds what has come; false at the end.
bool read_some(int fd, std::string& buffer) {
  char bytes[16 * 1024];
  const ssize_t count = ::recv(fd, bytes, sizeof(bytes), 0);
  if (count > 0) buffer.append(bytes, static_cast<std::size_t>(count));
  return count > 0;
}

void write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count <= 0) return;  // the client had enough
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

ReceivedRequest parse_head(std::string_view head) {
  ReceivedRequest request{.head = std::string(head)};
  while (!head.empty()) {
    const std::string_view line = head.substr(0, head.find(kLineEnd));
    head.remove_prefix(std::min(head.size(), line.size() + kLineEnd.size()));
    const auto colon = line.find(':');
    if (request.line.empty()) {
      request.line = line;
    } else if (colon != std::string_view::npos) {
      std::string name(line.substr(0, colon));
      std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
      request.headers[name] = line.substr(std::min(line.size(), colon + 2));
    }
  }
  return request;
}

// The next request of a connection; `buffer` keeps what came after it. Nothing at the end.
std::optional<ReceivedRequest> read_request(int fd, std::string& buffer) {
  constexpr std::string_view kHeadEnd = "\r\n\r\n";
  while (buffer.find(kHeadEnd) == std::string::npos) {
    if (!read_some(fd, buffer)) return std::nullopt;
  }
  const auto head_bytes = buffer.find(kHeadEnd) + kHeadEnd.size();
  ReceivedRequest request = parse_head(std::string_view(buffer).substr(0, head_bytes));
  const std::size_t body_bytes =
      std::strtoul(request.headers["content-length"].c_str(), nullptr, 10);
  while (buffer.size() < head_bytes + body_bytes) {
    if (!read_some(fd, buffer)) return std::nullopt;
  }
  request.body = buffer.substr(head_bytes, body_bytes);
  buffer.erase(0, head_bytes + body_bytes);
  return request;
}

}  // namespace

Reply answer(int status, std::string_view body, const std::vector<std::string>& headers) {
  std::string head =
      fmt::format("HTTP/1.1 {} Reason\r\nContent-Length: {}\r\n", status, body.size());
  for (const std::string& header : headers) head += header + "\r\n";
  return {.bytes = head.append("\r\n").append(body)};
}

Reply close_without_answer() { return {.close = true}; }

Reply swallow() { return {.stay_silent = true}; }

TestServer::TestServer(std::vector<Reply> script, std::function<void()> on_request)
    : script_(std::move(script)),
      on_request_(std::move(on_request)),
      listener_(bound_socket()),
      port_(port_of(listener_)) {
  if (::listen(listener_.get(), SOMAXCONN) != 0) give_up("listen");
  acceptor_ = std::jthread([this] { accept_connections(); });
}

TestServer::~TestServer() {
  ::shutdown(listener_.get(), SHUT_RDWR);
  acceptor_.join();
  for (const UniqueFd& connection : connections_) ::shutdown(connection.get(), SHUT_RDWR);
  servers_.clear();
}

std::string TestServer::endpoint() const {
  return fmt::format("http://127.0.0.1:{}/v1/traces", port_);
}

std::vector<ReceivedRequest> TestServer::requests() const {
  const std::scoped_lock lock(mutex_);
  return requests_;
}

int TestServer::connections() const {
  const std::scoped_lock lock(mutex_);
  return static_cast<int>(connections_.size());
}

void TestServer::accept_connections() {
  for (;;) {
    UniqueFd connection(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!connection) return;
    const std::scoped_lock lock(mutex_);
    servers_.emplace_back([this, fd = connection.get()] { serve(fd); });
    connections_.push_back(std::move(connection));
  }
}

void TestServer::serve(int fd) {
  std::string buffer;
  while (std::optional<ReceivedRequest> request = read_request(fd, buffer)) {
    if (on_request_) on_request_();
    const Reply reply = next_reply(*request);
    if (reply.act) {
      reply.act(fd, *request);
      break;
    }
    if (reply.stay_silent) {
      while (read_some(fd, buffer)) {
      }
      return;
    }
    write_all(fd, reply.bytes);
    if (reply.close) break;
  }
  ::shutdown(fd, SHUT_RDWR);
}

Reply TestServer::next_reply(const ReceivedRequest& request) {
  const std::scoped_lock lock(mutex_);
  const std::size_t number = requests_.size();
  requests_.push_back(request);
  return number < script_.size() ? script_[number] : answer(200);
}

RefusingPort::RefusingPort() : socket_(bound_socket()), port_(port_of(socket_)) {}

std::string RefusingPort::endpoint() const {
  return fmt::format("http://127.0.0.1:{}/v1/traces", port_);
}

}  // namespace overt::testing
