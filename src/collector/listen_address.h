// Where a listener listens.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace overt {

struct ListenAddress {
  std::string ip;  // numeric, IPv4 or IPv6, without brackets
  std::uint16_t port = 0;

  friend bool operator==(const ListenAddress&, const ListenAddress&) = default;
};

// Reads "127.0.0.1:4318" or "[::1]:4318". Names are not resolved; port 0 is any free one.
Result<ListenAddress> parse_listen_address(std::string_view text);

// As parse_listen_address takes it.
std::string to_string(const ListenAddress& address);

// True if only this machine can reach it: 127.0.0.0/8 or ::1.
bool is_loopback(const ListenAddress& address);

}  // namespace overt
