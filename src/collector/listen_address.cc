#include "collector/listen_address.h"

#include <arpa/inet.h>

#include <charconv>
#include <optional>

namespace overt {
namespace {

bool is_ip(int family, const std::string& text) {
  in6_addr address{};
  return ::inet_pton(family, text.c_str(), &address) == 1;
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return {};
  return port;
}

}  // namespace

Result<ListenAddress> parse_listen_address(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon != std::string_view::npos) {
    std::string ip(text.substr(0, colon));
    const bool bracketed = ip.starts_with('[') && ip.ends_with(']');
    if (bracketed) ip = ip.substr(1, ip.size() - 2);
    const auto port = parse_port(text.substr(colon + 1));
    if (port && is_ip(bracketed ? AF_INET6 : AF_INET, ip)) return ListenAddress{ip, *port};
  }
  return Error{"'" + std::string(text) +
               "' is not an address and a port, such as 127.0.0.1:4318 or [::1]:4318"};
}

std::string to_string(const ListenAddress& address) {
  const bool is_ipv6 = address.ip.find(':') != std::string::npos;
  return (is_ipv6 ? "[" + address.ip + "]" : address.ip) + ":" + std::to_string(address.port);
}

bool is_loopback(const ListenAddress& address) {
  in_addr ipv4{};
  if (::inet_pton(AF_INET, address.ip.c_str(), &ipv4) == 1) {
    return (ntohl(ipv4.s_addr) >> 24U) == 127;
  }
  in6_addr ipv6{};
  return ::inet_pton(AF_INET6, address.ip.c_str(), &ipv6) == 1 && IN6_IS_ADDR_LOOPBACK(&ipv6);
}

}  // namespace overt
