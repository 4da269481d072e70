// One request, one answer: what the sender knows of HTTP.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "base/environment.h"
#include "base/result.h"

namespace overt {

// What is read of an answer at most. OTLP 1.11, "OTLP/HTTP Response", has 4 MiB as the most; ours
// are a few bytes, and the sender may take 16 MiB in all. No compressed answer is asked for and
// none is unpacked, so this bounds the unpacked size as well.
inline constexpr std::size_t kAnswerBytesMax = std::size_t{256} << 10;

// All header lines of an answer together. Servers send some 500 bytes, proxies accept 8 to 64 KiB.
inline constexpr std::size_t kAnswerHeaderBytesMax = std::size_t{64} << 10;

struct HttpAnswer {
  int status = 0;
  std::string retry_after;  // the header as it came; empty if there was none
  std::string body;
  bool too_large = false;  // header or body went over its limit: the status counts, `body` is empty
};

class Transport {
 public:
  virtual ~Transport() = default;

  // Sends `body` to the endpoint and reads the answer, within `timeout_ms` in all. The error says
  // in a few words why there was no answer; whether the server took the body is not known then.
  // Threads: one at a time.
  virtual Result<HttpAnswer> post(const std::string& body, std::int64_t timeout_ms) = 0;

  // Whether the connection of the last request is open and takes another one. Sends nothing.
  virtual bool is_connected() const = 0;
};

struct TransportOptions {
  std::string endpoint;    // as allowed_endpoint() returned it
  std::string user_agent;  // "overt/1.2.3"
  std::string ca_file;     // certificates to trust; the system's if empty
  std::string ca_folder;   // more of them, one file each
};

// SSL_CERT_FILE and SSL_CERT_DIR: where OpenSSL and Go look for the certificates to trust.
TransportOptions trusting(const Environment& environment, TransportOptions options);

// The head of the request that curl_transport() sends for a body of that size: the request line,
// the headers in their order, the empty line. libcurl is given these headers and adds none.
std::string request_head(const TransportOptions& options, std::size_t body_bytes);

// A transport over libcurl that keeps one connection for all its requests. Certificates are
// checked. It follows no redirect and knows no credentials, no cookies, no proxy and no variable of
// the environment.
std::unique_ptr<Transport> curl_transport(TransportOptions options);

}  // namespace overt
