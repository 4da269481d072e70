// TLS for a listener: 1.2 and 1.3 only, one certificate with its key, read from files.
// Only tls.cc and http_stream.cc know OpenSSL.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/result.h"

struct ssl_ctx_st;
struct ssl_st;

namespace overt {

// Both in PEM.
struct TlsFiles {
  std::string certificates;  // the listener's own first, then those that lead to a known authority
  std::string key;           // without a passphrase
};

struct TlsSessionFree {
  void operator()(ssl_st* session) const;
};
using TlsSession = std::unique_ptr<ssl_st, TlsSessionFree>;

// Threads: any.
class TlsContext {
 public:
  // The error says which file is wrong, and how: missing, not PEM, a key that belongs to another
  // certificate, a key that everyone on the machine may read.
  static Result<TlsContext> load(const TlsFiles& files);

  // What is no error but will keep clients away: a certificate out of its time.
  const std::vector<std::string>& warnings() const { return warnings_; }

  // The server's side of a session over a connected, non-blocking socket, which stays its owner's.
  // The session keeps what it needs of the context. Null if there is no memory.
  TlsSession session(int fd) const;

 private:
  TlsContext(std::shared_ptr<ssl_ctx_st> context, std::vector<std::string> warnings)
      : context_(std::move(context)), warnings_(std::move(warnings)) {}

  std::shared_ptr<ssl_ctx_st> context_;
  std::vector<std::string> warnings_;
};

// The context that is in force for new connections. Threads: any.
class CurrentTls {
 public:
  explicit CurrentTls(TlsContext context) : context_(std::move(context)) {}

  TlsContext get() const {
    const std::scoped_lock lock(mutex_);
    return context_;
  }

  void set(TlsContext context) {
    // The old one, if no connection has it any more, goes after the lock.
    const std::scoped_lock lock(mutex_);
    std::swap(context_, context);
  }

 private:
  mutable std::mutex mutex_;
  TlsContext context_;
};

}  // namespace overt
