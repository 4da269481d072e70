// How many requests an address may make: a bucket for each, as GCRA keeps it, in a table of fixed
// size. An address is in it as a hash under a key that ends with the process, and nowhere else.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/random.h"
#include "collector/limits.h"

namespace overt {

// For each IPv4 address, and each /64 of IPv6, which is what one subscriber has. Behind a proxy
// all requests come from one address: there the proxy is to limit.
struct RateLimit {
  double requests_per_second = 0;  // 0: no limit
  double burst = 1;                // that may come at once after a pause; at least 1
};

// Threads: any.
class RateLimiter {
 public:
  // `clock` is borrowed. `addresses_max` is rounded up to whole ways of the table.
  RateLimiter(const RateLimit& limit, const Clock& clock, Random& random,
              std::size_t addresses_max = kRateLimitAddressesMax);

  // Nothing, and a request is taken from the bucket, if `ip` may make one now; else the time after
  // which it may. `ip` is numeric.
  std::optional<std::chrono::seconds> refuse(const std::string& ip);

 private:
  // When the bucket will be full again: then the entry says no more than none.
  struct Entry {
    std::uint64_t address = 0;
    std::int64_t full_us = 0;
  };
  // Addresses that share a row push each other out, so that a table never has to be searched.
  static constexpr std::size_t kWays = 8;
  using Row = std::array<Entry, kWays>;

  std::uint64_t hash(const std::string& ip) const;
  Entry& entry_of(std::uint64_t address);

  const Clock& clock_;
  const std::int64_t interval_us_;  // of one request
  const std::int64_t bucket_us_;    // of a whole bucket
  Bytes<32> key_{};
  std::mutex mutex_;
  std::vector<Row> rows_;  // under mutex_
};

// What one rate is kept for: an IPv4 address (also when it comes mapped into IPv6) or the first
// half of an IPv6 one. Empty for what is neither.
std::string rate_limited_part(const std::string& ip);

}  // namespace overt
