// A load with an open loop: requests are due at times that do not depend on the answers, and each
// one's latency counts from when it was due, so that a server that stalls is not asked less.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "request.h"

namespace overt::bench {

struct LoadOptions {
  std::uint16_t port = 0;
  const RequestTemplate* request = nullptr;  // null: a TLS handshake is all
  bool is_tls = false;
  bool keeps_connections = true;  // else each request has a new one
  std::size_t connections = 1;    // at once, at most
  double rate = 0;  // requests a second, at random times (Poisson); 0: as fast as answered
  std::chrono::milliseconds duration{0};
};

struct LoadResult {
  double offered = 0;           // requests a second that were due
  double answered = 0;          // a second, within the duration
  std::uint64_t succeeded = 0;  // with 200, all in all
  std::uint64_t failed = 0;     // with anything else, or without an answer in ten seconds
  std::vector<std::int64_t> latencies_ns;  // of those that succeeded, in ascending order
  double busy = 0;                         // the share of the duration that this thread worked
};

// The latency below which `per_mille` of a thousand lie; 0 for none.
double latency_ms(const LoadResult& result, double per_mille);

// Runs in this thread. Identities go on from `next_number`, which moves on.
LoadResult run_load(const LoadOptions& options, std::uint64_t& next_number);

}  // namespace overt::bench
