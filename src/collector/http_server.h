// An HTTP/1.1 listener: sockets, limits and deadlines. What is answered, a HttpService decides.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "base/result.h"
#include "collector/counters.h"
#include "collector/http_service.h"
#include "collector/limits.h"
#include "collector/listen_address.h"
#include "collector/rate_limit.h"
#include "collector/tls.h"

namespace overt {

// limits.h gives each limit's reason.
struct HttpLimits {
  std::size_t connections_max = kIngestConnectionsMax;
  std::size_t head_bytes_max = kHttpHeadBytesMax;
  std::size_t body_bytes_max = kHttpBodyBytesMax;
  std::size_t bytes_in_flight_max = kHttpBytesInFlightMax;
  std::size_t body_bytes_per_second_min = kHttpBodyBytesPerSecondMin;
  std::chrono::milliseconds handshake_timeout = kTlsHandshakeTimeout;
  std::chrono::milliseconds idle_timeout = kHttpIdleTimeout;
  std::chrono::milliseconds head_timeout = kHttpHeadTimeout;
  std::chrono::milliseconds body_grace = kHttpBodyGrace;
  std::chrono::milliseconds body_timeout = kHttpBodyTimeout;
  std::chrono::milliseconds write_timeout = kHttpWriteTimeout;
  std::chrono::milliseconds linger_timeout = kHttpLingerTimeout;
};

// What stands at the entrance, or nullptr. Borrowed until stop() has returned.
struct HttpGuards {
  const CurrentTls* tls = nullptr;      // speaks plain HTTP without
  RateLimiter* rate_limiter = nullptr;  // answers 429 for it, before a body is read
};

class HttpServer {
 public:
  // Binds and listens; connections wait until start(). The error names the address and what is in
  // the way.
  static Result<std::unique_ptr<HttpServer>> bind(const ListenAddress& address,
                                                  const HttpLimits& limits,
                                                  const HttpGuards& guards = {});

  // Stops at once if stop() was not called. By then nobody may hold a Respond of this server.
  virtual ~HttpServer() = default;

  // The address with the port that was really bound.
  virtual ListenAddress address() const = 0;

  // What it has counted so far; as long as the server.
  virtual const HttpCounters& counters() const = 0;

  // Serves on `threads` threads of its own. `service` is borrowed until stop() has returned.
  virtual void start(const HttpService& service, int threads) = 0;

  // Accepts nothing more, closes connections whose request is not whole yet, waits at most `grace`
  // for the answers to the others, then ends the threads.
  virtual void stop(std::chrono::milliseconds grace) = 0;
};

}  // namespace overt
