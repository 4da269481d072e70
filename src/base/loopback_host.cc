#include "base/loopback_host.h"

#include <arpa/inet.h>

#include <string>

namespace overt {

bool is_loopback_host(std::string_view host) {
  constexpr in_addr_t kLoopbackNet = 127;
  if (host == "localhost") return true;  // libcurl answers this name itself, without DNS
  if (host == "[::1]") return true;
  in_addr address{};
  if (::inet_pton(AF_INET, std::string(host).c_str(), &address) != 1) return false;
  return (ntohl(address.s_addr) >> 24U) == kLoopbackNet;
}

}  // namespace overt
