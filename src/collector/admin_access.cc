#include "collector/admin_access.h"

#include "collector/admin.h"
#include "collector/ingest_keys.h"

namespace overt {
namespace {

std::string_view without_port(std::string_view host) {
  if (host.starts_with('[')) return host.substr(1, host.rfind(']') - 1);
  return host.substr(0, host.rfind(':'));
}

bool names_this_machine(std::string_view host_header) {
  const std::string_view host = without_port(host_header);
  return host_header.empty() || host == "localhost" || is_loopback({.ip = std::string(host)});
}

}  // namespace

Status check_admin_access(const ListenAddress& address, std::string_view token) {
  if (is_loopback(address) || !token.empty()) return Ok{};
  return Error{"the admin address " + to_string(address) +
               " can be reached from other machines, which could read all reports there; it needs "
               "a token (make one: (umask 077; head -c 32 /dev/urandom | base64 > admin-token), "
               "and name it: --admin-token-file admin-token) or loopback (try: --admin 127.0.0.1:" +
               std::to_string(address.port) + ")"};
}

void AdminAccess::set_token(std::string_view token) {
  std::optional<Sha256> digest;
  if (!token.empty()) digest = sha256(token);
  const std::scoped_lock lock(mutex_);
  token_digest_ = digest;
}

std::optional<Sha256> AdminAccess::token_digest() const {
  const std::scoped_lock lock(mutex_);
  return token_digest_;
}

std::optional<HttpResponse> AdminAccess::refuse_name(const HttpRequest& head) const {
  if (!on_loopback_ || names_this_machine(head.host)) return std::nullopt;
  return admin_error(head, 403, "ask under a name of this machine, such as 127.0.0.1");
}

std::optional<HttpResponse> AdminAccess::refuse(const HttpRequest& head) const {
  if (auto refusal = refuse_name(head)) return refusal;
  const std::optional<Sha256> expected = token_digest();
  if (!expected && on_loopback_) return std::nullopt;
  const std::string_view given = bearer_token(head.authorization);
  // Of digests, whose bytes a caller cannot choose, and always of the same length.
  if (expected && equal_in_constant_time(sha256(given), *expected)) return std::nullopt;
  HttpResponse response =
      admin_error(head, 401, "this address asks for its token: Authorization: Bearer TOKEN");
  response.headers.emplace_back("WWW-Authenticate", R"(Bearer realm="overt")");
  return response;
}

}  // namespace overt
