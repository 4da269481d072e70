#include "support/talk.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <stdexcept>

#include "base/file.h"

namespace overt::testing {
namespace {

constexpr const char* kLoopback = "127.0.0.1";

// From the same address one may come to be connected to oneself, at a port where nobody listens yet
// and which is just the one that is given to the caller.
constexpr const char* kCaller = "127.0.0.2";

}  // namespace

sockaddr_in address_of(const std::string& host, std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  ::inet_pton(AF_INET, host.c_str(), &address.sin_addr);
  return address;
}

std::uint16_t free_port() {
  const UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address = address_of(kLoopback, 0);
  socklen_t size = sizeof address;
  if (::bind(fd.get(), reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      ::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::runtime_error("no port is free");
  }
  return ntohs(address.sin_port);
}

std::string talk(const std::string& host, std::uint16_t port, const std::string& request,
                 std::chrono::seconds patience) {
  const UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const sockaddr_in address = address_of(host, port);
  const sockaddr_in source = address_of(kCaller, 0);
  const timeval limit{.tv_sec = patience.count()};
  ::setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  if (host == kLoopback) {
    ::bind(fd.get(), reinterpret_cast<const sockaddr*>(&source), sizeof source);
  }
  if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return "";
  }
  if (::send(fd.get(), request.data(), request.size(), MSG_NOSIGNAL) !=
      static_cast<ssize_t>(request.size())) {
    return "";
  }
  std::string answer;
  char buffer[1 << 16];
  for (ssize_t bytes = 0; (bytes = ::read(fd.get(), buffer, sizeof buffer)) > 0;) {
    answer.append(buffer, static_cast<std::size_t>(bytes));
  }
  return answer;
}

}  // namespace overt::testing
