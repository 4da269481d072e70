#include "connection.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstdlib>
#include <stdexcept>

namespace overt::bench {
namespace {

UniqueFd begin_connection(std::uint16_t port) {
  UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  const int on = 1;
  ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const auto* const to = reinterpret_cast<const sockaddr*>(&address);
  // What goes wrong shows in the first step.
  if (fd) (void)::connect(fd.get(), to, sizeof address);
  return fd;
}

bool would_block() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOTCONN; }

}  // namespace

TlsClientContext tls_client_context() {
  TlsClientContext context(SSL_CTX_new(TLS_client_method()));
  constexpr unsigned char kProtocols[] = "\x08http/1.1";
  if (!context || SSL_CTX_set_min_proto_version(context.get(), TLS1_3_VERSION) != 1 ||
      SSL_CTX_set_alpn_protos(context.get(), kProtocols, sizeof kProtocols - 1) != 0) {
    throw std::runtime_error("cannot set up TLS");
  }
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
  SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE);
  return context;
}

ClientConnection::ClientConnection(std::uint16_t port, SSL_CTX* context)
    : fd_(begin_connection(port)) {
  if (context == nullptr) return;
  session_.reset(SSL_new(context));
  SSL_set_fd(session_.get(), fd_.get());
  SSL_set_connect_state(session_.get());
}

void ClientConnection::ask(std::string_view request) {
  unsent_ = request;
  is_handshake_only_ = request.empty();
  received_.clear();
  status_ = 0;
}

Progress ClientConnection::step() {
  if (session_ && !is_secure_) {
    const Progress shaken = shake_hands();
    if (!is_secure_) return shaken;
  }
  if (is_handshake_only_) return Progress::kAnswered;
  if (!unsent_.empty()) {
    const Progress written = write_more();
    if (!unsent_.empty()) return written;
  }
  return read_more();
}

Progress ClientConnection::shake_hands() {
  const int result = SSL_do_handshake(session_.get());
  is_secure_ = result == 1;
  return is_secure_ ? Progress::kWantsWrite : wanted(result);
}

Progress ClientConnection::wanted(int result) {
  switch (SSL_get_error(session_.get(), result)) {
    case SSL_ERROR_WANT_READ:
      return Progress::kWantsRead;
    case SSL_ERROR_WANT_WRITE:
      return Progress::kWantsWrite;
    case SSL_ERROR_SYSCALL:
      return would_block() ? Progress::kWantsWrite : Progress::kFailed;
    default:
      return Progress::kFailed;
  }
}

Progress ClientConnection::write_more() {
  while (!unsent_.empty()) {
    std::size_t written = 0;
    if (session_) {
      const int result = SSL_write_ex(session_.get(), unsent_.data(), unsent_.size(), &written);
      if (result != 1) return wanted(result);
    } else {
      const ssize_t sent = ::send(fd_.get(), unsent_.data(), unsent_.size(), MSG_NOSIGNAL);
      if (sent < 0) return would_block() ? Progress::kWantsWrite : Progress::kFailed;
      written = static_cast<std::size_t>(sent);
    }
    unsent_.remove_prefix(written);
  }
  return Progress::kWantsRead;
}

Progress ClientConnection::read_more() {
  char bytes[4096];
  while (!has_answer()) {
    std::size_t count = 0;
    if (session_) {
      const int result = SSL_read_ex(session_.get(), bytes, sizeof bytes, &count);
      if (result != 1) return wanted(result);
    } else {
      const ssize_t read = ::recv(fd_.get(), bytes, sizeof bytes, 0);
      if (read < 0) return would_block() ? Progress::kWantsRead : Progress::kFailed;
      if (read == 0) return Progress::kFailed;
      count = static_cast<std::size_t>(read);
    }
    received_.append(bytes, count);
  }
  return Progress::kAnswered;
}

bool ClientConnection::has_answer() {
  const auto head_end = received_.find("\r\n\r\n");
  if (head_end == std::string::npos) return false;
  constexpr std::string_view kLength = "\r\nContent-Length: ";
  const auto at = received_.find(kLength);
  const std::size_t length =
      at < head_end ? std::strtoul(received_.c_str() + at + kLength.size(), nullptr, 10) : 0;
  if (received_.size() < head_end + 4 + length) return false;
  status_ = std::atoi(received_.c_str() + std::string_view("HTTP/1.1 ").size());
  return true;
}

void ClientConnection::close() {
  if (session_ && is_secure_) SSL_shutdown(session_.get());
  session_.reset();
  fd_ = UniqueFd();
  is_secure_ = false;
}

}  // namespace overt::bench
