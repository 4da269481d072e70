#include "collector/http_stream.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <tuple>

namespace overt {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using std::chrono::steady_clock;

// A failed operation is a value, not an exception.
constexpr auto kAsTuple = asio::as_tuple(asio::use_awaitable);

// What one read asks for: almost every request whole, and bodies in few reads.
constexpr std::size_t kReadBytes = std::size_t{64} * 1024;

// A peer whose bytes are here is not slow, the threads are: they get so much time to read them.
constexpr std::chrono::milliseconds kLateness{100};

// One for each thread instead of one for each connection; empty between two awaits.
std::array<char, kReadBytes>& scratch() {
  thread_local std::array<char, kReadBytes> bytes;
  return bytes;
}

}  // namespace

HttpStream::HttpStream(tcp::socket socket)
    : socket_(std::move(socket)), timer_(socket_.get_executor()) {}

tcp::socket::wait_type HttpStream::Step::wait() const {
  return kind == Kind::kWaitToWrite ? tcp::socket::wait_write : tcp::socket::wait_read;
}

// The caller awaits it at once, and keeps what it names.
// NOLINTNEXTLINE(cppcoreguidelines-avoid-reference-coroutine-parameters)
asio::awaitable<bool> HttpStream::secure(const TlsContext& context) {
  error_code failure;
  std::ignore = socket_.native_non_blocking(true, failure);
  // Who says nothing costs no session.
  const auto [nothing] = co_await socket_.async_wait(tcp::socket::wait_read, kAsTuple);
  if (failure || nothing) co_return false;
  tls_ = context.session(socket_.native_handle());
  if (!tls_) co_return false;
  Step step = try_handshake();
  while (step.must_wait()) {
    awaits_bytes_ = true;
    const auto [gone] = co_await socket_.async_wait(step.wait(), kAsTuple);
    awaits_bytes_ = false;
    if (gone) co_return false;
    step = try_handshake();
  }
  co_return step.kind == Step::Kind::kDone;
}

// The caller awaits it at once, and keeps what it names.
// NOLINTNEXTLINE(cppcoreguidelines-avoid-reference-coroutine-parameters)
asio::awaitable<bool> HttpStream::read_some(std::string& bytes) {
  for (;;) {
    const Step step = try_read(scratch().data(), kReadBytes);
    if (step.kind == Step::Kind::kDone) {
      bytes.append(scratch().data(), step.size);
      co_return true;
    }
    if (!step.must_wait()) co_return false;
    awaits_bytes_ = true;
    const auto [gone] = co_await socket_.async_wait(step.wait(), kAsTuple);
    awaits_bytes_ = false;
    if (gone) co_return false;
  }
}

asio::awaitable<bool> HttpStream::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const Step step = try_write(bytes);
    if (step.kind == Step::Kind::kDone) {
      bytes.remove_prefix(step.size);
    } else if (!step.must_wait()) {
      co_return false;
    } else {
      const auto [gone] = co_await socket_.async_wait(step.wait(), kAsTuple);
      if (gone) co_return false;
    }
  }
  co_return true;
}

void HttpStream::finish() {
  if (!socket_.is_open()) return;
  if (tls_ && !tls_failed_) {
    ERR_clear_error();
    SSL_shutdown(tls_.get());
  }
  error_code ignored;
  // What is wrong with the socket, the next read finds out.
  std::ignore = socket_.shutdown(tcp::socket::shutdown_send, ignored);
}

asio::awaitable<void> HttpStream::linger() {
  for (;;) {
    const Step step = try_read_raw(scratch().data(), kReadBytes);
    if (step.kind == Step::Kind::kEnd) co_return;
    if (step.kind == Step::Kind::kDone) continue;
    const auto [gone] = co_await socket_.async_wait(step.wait(), kAsTuple);
    if (gone) co_return;
  }
}

void HttpStream::send_last(std::string_view bytes) {
  try_read_raw(scratch().data(), kReadBytes);
  try_write(bytes);
}

void HttpStream::expires_after(std::chrono::milliseconds time) {
  deadline_ = steady_clock::now() + time;
  // A later deadline is seen when the timer comes to the one before.
  if (!is_watched_ || deadline_ < timer_.expiry()) watch();
}

void HttpStream::expires_never() { deadline_ = steady_clock::time_point::max(); }

void HttpStream::watch() {
  is_watched_ = true;
  timer_.expires_at(deadline_);
  timer_.async_wait([weak = weak_from_this()](const error_code& replaced) {
    const auto self = weak.lock();
    if (replaced || !self) return;
    self->is_watched_ = false;
    if (self->deadline_ == steady_clock::time_point::max()) return;
    if (self->is_late()) self->deadline_ = steady_clock::now() + kLateness;
    if (self->deadline_ > steady_clock::now()) {
      self->watch();
      return;
    }
    self->close();
  });
}

bool HttpStream::is_late() {
  char byte = 0;
  return awaits_bytes_ && socket_.is_open() && deadline_ <= steady_clock::now() &&
         ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 1;
}

void HttpStream::close() {
  error_code ignored;
  std::ignore = socket_.close(ignored);
}

HttpStream::Step HttpStream::try_handshake() {
  if (!socket_.is_open()) return {};
  ERR_clear_error();
  return tls_step(SSL_do_handshake(tls_.get()), 0);
}

HttpStream::Step HttpStream::try_read(char* bytes, std::size_t size) {
  if (!tls_) return try_read_raw(bytes, size);
  // A closed socket's number may be another's by now.
  if (!socket_.is_open()) return {};
  std::size_t count = 0;
  ERR_clear_error();
  const int result = SSL_read_ex(tls_.get(), bytes, size, &count);
  return tls_step(result, count);
}

HttpStream::Step HttpStream::try_read_raw(char* bytes, std::size_t size) {
  if (!socket_.is_open()) return {};
  const ssize_t count = ::recv(socket_.native_handle(), bytes, size, MSG_DONTWAIT);
  if (count > 0) return {.kind = Step::Kind::kDone, .size = static_cast<std::size_t>(count)};
  const bool must_wait = count < 0 && (errno == EAGAIN || errno == EINTR);
  return {.kind = must_wait ? Step::Kind::kWaitToRead : Step::Kind::kEnd};
}

HttpStream::Step HttpStream::try_write(std::string_view bytes) {
  if (!socket_.is_open()) return {};
  if (tls_) {
    std::size_t count = 0;
    ERR_clear_error();
    const int result = SSL_write_ex(tls_.get(), bytes.data(), bytes.size(), &count);
    return tls_step(result, count);
  }
  const ssize_t count =
      ::send(socket_.native_handle(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  if (count > 0) return {.kind = Step::Kind::kDone, .size = static_cast<std::size_t>(count)};
  const bool must_wait = errno == EAGAIN || errno == EINTR;
  return {.kind = must_wait ? Step::Kind::kWaitToWrite : Step::Kind::kEnd};
}

HttpStream::Step HttpStream::tls_step(int result, std::size_t size) {
  if (result == 1) return {.kind = Step::Kind::kDone, .size = size};
  switch (SSL_get_error(tls_.get(), result)) {
    case SSL_ERROR_WANT_READ:
      return {.kind = Step::Kind::kWaitToRead};
    case SSL_ERROR_WANT_WRITE:
      return {.kind = Step::Kind::kWaitToWrite};
    case SSL_ERROR_ZERO_RETURN:
      return {};
    default:
      // After any other error OpenSSL wants no call for this session, not even for a goodbye.
      tls_failed_ = true;
      return {};
  }
}

}  // namespace overt
