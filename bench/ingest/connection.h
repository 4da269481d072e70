// One client's connection to a server on the loopback that never blocks: plain or TLS.
#pragma once

#include <openssl/ssl.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/file.h"

namespace overt::bench {

struct ContextFree {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
using TlsClientContext = std::unique_ptr<SSL_CTX, ContextFree>;

// As curl has it: TLS 1.3, HTTP/1.1 by ALPN, no session to resume. Whoever is there is trusted.
TlsClientContext tls_client_context();

// What a step came to.
enum class Progress { kWantsRead, kWantsWrite, kAnswered, kFailed };

// Makes a connection, asks once or more often, each time for one answer.
class ClientConnection {
 public:
  // `context` is null for a plain connection, and must stay.
  ClientConnection(std::uint16_t port, SSL_CTX* context);

  int fd() const { return fd_.get(); }

  // Borrows `request` until the answer. Without one, the handshake is all.
  void ask(std::string_view request);

  // Goes on as far as it can without waiting.
  Progress step();

  // The status of the last answer.
  int status() const { return status_; }

  // Ends in order: a TLS session is told.
  void close();

 private:
  struct SslFree {
    void operator()(SSL* session) const { SSL_free(session); }
  };

  Progress shake_hands();
  Progress write_more();
  Progress read_more();
  Progress wanted(int result);
  bool has_answer();

  UniqueFd fd_;
  std::unique_ptr<SSL, SslFree> session_;
  bool is_secure_ = false;
  bool is_handshake_only_ = false;
  std::string_view unsent_;
  std::string received_;
  int status_ = 0;
};

}  // namespace overt::bench
