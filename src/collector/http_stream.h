// The bytes of one connection: a socket, with TLS or without, and the deadline for its peer. It has
// no buffer of its own: what waits for its peer takes no memory for what may come.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "collector/tls.h"

namespace overt {

// Used on its socket's strand only. Every await ends when the deadline has passed: then the socket
// is closed, unless what the peer should have sent is there and this side has not read it yet.
class HttpStream : public std::enable_shared_from_this<HttpStream> {
 public:
  explicit HttpStream(boost::asio::ip::tcp::socket socket);

  boost::asio::ip::tcp::socket::executor_type executor() { return socket_.get_executor(); }

  // Waits until the peer has sent something, and makes the rest of the connection TLS. False if
  // they do not come to terms.
  boost::asio::awaitable<bool> secure(const TlsContext& context);

  // Appends what the peer has sent, at least a byte; false at its end.
  boost::asio::awaitable<bool> read_some(std::string& bytes);

  // Sends all of it; false if the peer does not take it.
  boost::asio::awaitable<bool> write(std::string_view bytes);

  // Tells the peer that no more will come.
  void finish();

  // Reads and drops what the peer still sends, to its end.
  boost::asio::awaitable<void> linger();

  // Sends what the kernel takes of `bytes` at once, and drops what has come so far: a socket that
  // is closed over unread bytes is reset, and the answer lost with it.
  void send_last(std::string_view bytes);

  // From now on; the last one counts.
  void expires_after(std::chrono::milliseconds time);
  void expires_never();

  void close();

 private:
  // What one call to the kernel or to OpenSSL came to.
  struct Step {
    enum class Kind { kDone, kWaitToRead, kWaitToWrite, kEnd };
    Kind kind = Kind::kEnd;
    std::size_t size = 0;

    boost::asio::ip::tcp::socket::wait_type wait() const;
    bool must_wait() const { return kind == Kind::kWaitToRead || kind == Kind::kWaitToWrite; }
  };

  Step try_handshake();
  Step try_read(char* bytes, std::size_t size);
  Step try_read_raw(char* bytes, std::size_t size);
  Step try_write(std::string_view bytes);
  Step tls_step(int result, std::size_t size);
  void watch();
  bool is_late();

  boost::asio::ip::tcp::socket socket_;
  boost::asio::steady_timer timer_;
  std::chrono::steady_clock::time_point deadline_ = std::chrono::steady_clock::time_point::max();
  bool is_watched_ = false;
  bool awaits_bytes_ = false;
  bool tls_failed_ = false;
  TlsSession tls_;
};

}  // namespace overt
