// What one server makes of one shape of load.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

#include "load.h"
#include "servers.h"

namespace overt::bench {

struct Shape {
  std::string name;
  std::size_t events = 1;  // in a request; 0: a TLS handshake and nothing else
  bool is_tls = false;
  bool keeps_connections = true;
  std::size_t connections = 1;  // at once, at most
};

struct Durations {
  std::chrono::milliseconds probe{3000};  // as fast as it answers
  std::chrono::milliseconds step{4000};   // each rate that is tried
  std::chrono::milliseconds half{8000};   // at half of what it sustains
};

// A rate is sustained that is answered for the better part, with 200 alone, and within a time that
// no sender would call late.
inline constexpr double kAnsweredShareMin = 0.95;
inline constexpr double kSustainedP99MsMax = 250;

struct Measured {
  ServerKind server = ServerKind::kOvert;
  double sustained = 0;    // events (or handshakes) a second
  double cpu_us = 0;       // of the server, of an event, with all that it does later
  double client_busy = 0;  // the share of the client's core at that rate: the client bounds at 1
  double half_rate = 0;    // events a second
  double p50_ms = 0, p99_ms = 0, p999_ms = 0;  // at half of it
  std::size_t idle_bytes = 0, peak_bytes = 0;
  std::uint64_t lost = 0;  // answered 200, and nowhere afterwards
};

Measured measure(ServerKind kind, const Shape& shape, const Durations& durations);

}  // namespace overt::bench
