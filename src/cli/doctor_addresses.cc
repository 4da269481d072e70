// The two addresses: free, or served by the collector that has the data.
#include "cli/doctor_addresses.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/file.h"
#include "cli/doctor_checks.h"
#include "cli/http_get.h"

namespace overt::cli {
namespace {

constexpr std::string_view kAddress = "address";

// Whether one could listen there: 0, or why not, as errno.
int try_to_listen(const ListenAddress& address) {
  sockaddr_storage storage{};
  socklen_t size = 0;
  if (auto* const v4 = reinterpret_cast<sockaddr_in*>(&storage);
      ::inet_pton(AF_INET, address.ip.c_str(), &v4->sin_addr) == 1) {
    v4->sin_family = AF_INET;
    v4->sin_port = htons(address.port);
    size = sizeof(sockaddr_in);
  } else {
    auto* const v6 = reinterpret_cast<sockaddr_in6*>(&storage);
    ::inet_pton(AF_INET6, address.ip.c_str(), &v6->sin6_addr);
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(address.port);
    size = sizeof(sockaddr_in6);
  }
  const UniqueFd socket(::socket(storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int yes = 1;
  // As the collector does: what is left of one that was killed is no reason.
  ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  const bool good = ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&storage), size) == 0 &&
                    ::listen(socket.get(), 1) == 0;
  return good ? 0 : errno;
}

// The address under which this machine reaches a listener of its own.
ListenAddress reachable(ListenAddress address) {
  if (address.ip == "0.0.0.0") address.ip = "127.0.0.1";
  if (address.ip == "::") address.ip = "::1";
  return address;
}

Finding unavailable(std::string_view key, const ListenAddress& address, int error) {
  const std::string seen = fmt::format("{} {}: {}", key, to_string(address), std::strerror(error));
  if (error == EADDRINUSE) {
    return {kAddress, Health::kProblem, seen + ", by another program than this collector",
            fmt::format("end that one (see: ss -ltnp), or name another address as `{}`", key)};
  }
  if (error == EACCES) {
    return {kAddress, Health::kProblem, seen,
            "take a port from 1024 on, or put a proxy in front of it"};
  }
  return {kAddress, Health::kProblem, seen,
          fmt::format("name an address of this machine as `{}` (see: ip address)", key)};
}

Finding ask_readiness(const ServeSettings& settings) {
  const auto token = read_admin_token(settings);
  const std::string url = fmt::format("http://{}/readyz", to_string(reachable(settings.admin)));
  const auto answer = http_get(url, token ? *token : "");
  if (!answer) {
    return {kAddress, Health::kProblem,
            "a collector runs on this data, but " + answer.error().message,
            "see its log: journalctl -u overt-collector"};
  }
  return {kAddress, Health::kOk, fmt::format("the collector runs; {} says {}", url, *answer)};
}

}  // namespace

Findings check_addresses(const ServeSettings& settings) {
  const bool running = is_held(settings.data);
  Findings findings;
  if (running) findings.push_back(ask_readiness(settings));
  for (const auto& [key, address] :
       std::array{std::pair<std::string_view, ListenAddress>{"listen", settings.listen},
                  std::pair<std::string_view, ListenAddress>{"admin", settings.admin}}) {
    const int error = try_to_listen(address);
    if (error == 0) {
      findings.push_back(
          {kAddress, Health::kOk, fmt::format("{} {} is free", key, to_string(address))});
    } else if (error == EADDRINUSE && running) {
      findings.push_back(
          {kAddress, Health::kOk, fmt::format("{} {} is served", key, to_string(address))});
    } else {
      findings.push_back(unavailable(key, address, error));
    }
  }
  return findings;
}

}  // namespace overt::cli
