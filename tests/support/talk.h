// For tests: the plainest talk over TCP.
#pragma once

#include <netinet/in.h>

#include <chrono>
#include <cstdint>
#include <string>

#include "support/process.h"

namespace overt::testing {

// Of IPv4, such as "127.0.0.1".
sockaddr_in address_of(const std::string& host, std::uint16_t port);

// A port of 127.0.0.1 that nobody has at this moment. Throws std::runtime_error if there is none.
std::uint16_t free_port();

// For servers that are starting: they may take a connection that they never read from.
inline constexpr std::chrono::seconds kPingSeconds{1};

// Sends the request and gives back everything that comes until the end, or until nothing has come
// for so long; empty if nobody answers. `host` is an address of IPv4.
std::string talk(const std::string& host, std::uint16_t port, const std::string& request,
                 std::chrono::seconds patience = kProcessDeadline);

}  // namespace overt::testing
