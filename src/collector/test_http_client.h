// For tests: an HTTP client that sends exactly the bytes it is given.
#pragma once

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <cerrno>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "base/file.h"

namespace overt::testing {

struct Answer {
  int status = 0;    // 0: the connection ended without an answer
  std::string head;  // with its line and headers, as they came
  std::string body;

  bool has_header(std::string_view header) const {
    return head.find("\r\n" + std::string(header) + "\r\n") != std::string::npos;
  }
};

// A blocking connection to 127.0.0.1. A read gives up after a minute: a test that hangs fails.
class HttpClient {
 public:
  explicit HttpClient(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const timeval timeout{.tv_sec = 60, .tv_usec = 0};
    ::setsockopt(fd_.get(), SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ =
        ::connect(fd_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }

  bool connected() const { return connected_; }
  int fd() const { return fd_.get(); }

  // False if the peer has closed.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  // No more will be sent.
  void finish_sending() { ::shutdown(fd_.get(), SHUT_WR); }

  // The next answer; `to_head` if it answers HEAD and so has no body.
  Answer receive(bool to_head = false) {
    Answer answer;
    std::size_t head_end = std::string::npos;
    while ((head_end = buffer_.find("\r\n\r\n")) == std::string::npos) {
      if (!fill()) return answer;
    }
    answer.head = buffer_.substr(0, head_end + 2);
    buffer_.erase(0, head_end + 4);
    answer.status = std::atoi(answer.head.c_str() + std::string_view("HTTP/1.1 ").size());
    const auto length = content_length(answer.head);
    if (to_head || !length) return answer;
    while (buffer_.size() < *length && fill()) continue;
    answer.body = buffer_.substr(0, *length);
    buffer_.erase(0, *length);
    return answer;
  }

  // True once the peer has closed and everything it sent was received; false if a read gave up.
  bool at_end() { return buffer_.empty() && !fill() && !gave_up_; }

 private:
  static std::optional<std::size_t> content_length(const std::string& head) {
    constexpr std::string_view kName = "\r\nContent-Length: ";
    const auto at = head.find(kName);
    if (at == std::string::npos) return std::nullopt;
    return std::strtoul(head.c_str() + at + kName.size(), nullptr, 10);
  }

  bool fill() {
    char bytes[4096];
    const ssize_t count = ::recv(fd_.get(), bytes, sizeof bytes, 0);
    gave_up_ = count < 0 && errno == EAGAIN;
    if (count <= 0) return false;
    buffer_.append(bytes, static_cast<std::size_t>(count));
    return true;
  }

  UniqueFd fd_;
  bool connected_ = false;
  bool gave_up_ = false;
  std::string buffer_;
};

// A request with a body, its length given.
inline std::string post(std::string_view path, std::string_view content_type, std::string_view body,
                        std::string_view more_headers = "") {
  return "POST " + std::string(path) +
         " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + std::string(content_type) +
         "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + std::string(more_headers) +
         "\r\n" + std::string(body);
}

inline std::string get(std::string_view path) {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
}

}  // namespace overt::testing
