// Who may ask the admin listener: whoever has the token, or, on loopback without one, this machine.
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/hash.h"
#include "base/result.h"
#include "collector/http_message.h"
#include "collector/listen_address.h"

namespace overt {

// An error if `address` can be reached from other machines and there is no `token`: everyone on the
// way could read all reports.
Status check_admin_access(const ListenAddress& address, std::string_view token);

// Threads: any.
class AdminAccess {
 public:
  // For a listener at `address`. An empty token is none.
  AdminAccess(const ListenAddress& address, std::string_view token)
      : on_loopback_(is_loopback(address)) {
    set_token(token);
  }

  // Asks for this one from now on. On an address that is not loopback there must be one.
  void set_token(std::string_view token);

  bool on_loopback() const { return on_loopback_; }

  // The answer to a request that may not ask. What refuse_name() refuses; and 401 for one without
  // the token (RFC 6750).
  std::optional<HttpResponse> refuse(const HttpRequest& head) const;

  // 403 on loopback for a request that names another host than this machine: a web page that the
  // operator has open may send its own name here (DNS rebinding), and would then read what comes
  // back. For what anybody may have, this is all that is asked.
  std::optional<HttpResponse> refuse_name(const HttpRequest& head) const;

 private:
  std::optional<Sha256> token_digest() const;

  const bool on_loopback_;
  mutable std::mutex mutex_;
  std::optional<Sha256> token_digest_;  // under mutex_; the token itself is not kept
};

}  // namespace overt
