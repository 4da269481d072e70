#include "collector/rate_limit.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/hash.h"

namespace overt {
namespace {

constexpr double kMicrosecondsPerSecond = 1'000'000;

// A rate of one request in three years is as good as none, and keeps sums within 64 bits.
constexpr double kIntervalUsMax = 1e14;

std::int64_t interval_us(const RateLimit& limit) {
  return static_cast<std::int64_t>(
      std::min(kMicrosecondsPerSecond / limit.requests_per_second, kIntervalUsMax));
}

std::int64_t bucket_us(const RateLimit& limit) {
  const double requests = std::max(limit.burst, 1.0);
  return static_cast<std::int64_t>(
      std::min(static_cast<double>(interval_us(limit)) * requests, kIntervalUsMax));
}

std::string_view as_text(const void* bytes, std::size_t size) {
  return {static_cast<const char*>(bytes), size};
}

}  // namespace

RateLimiter::RateLimiter(const RateLimit& limit, const Clock& clock, Random& random,
                         std::size_t addresses_max)
    : clock_(clock),
      interval_us_(interval_us(limit)),
      bucket_us_(bucket_us(limit)),
      rows_((addresses_max + kWays - 1) / kWays) {
  random.fill(key_);
}

std::optional<std::chrono::seconds> RateLimiter::refuse(const std::string& ip) {
  const std::uint64_t address = hash(ip);
  const std::int64_t now_us = clock_.steady_ms() * 1000;
  const std::scoped_lock lock(mutex_);
  Entry& entry = entry_of(address);
  const std::int64_t full_us = std::max(entry.full_us, now_us) + interval_us_;
  const std::int64_t wait_us = full_us - now_us - bucket_us_;
  if (wait_us > 0)
    return std::chrono::ceil<std::chrono::seconds>(std::chrono::microseconds(wait_us));
  entry.full_us = full_us;
  return std::nullopt;
}

std::uint64_t RateLimiter::hash(const std::string& ip) const {
  const Sha256 digest = hmac_sha256(key_, rate_limited_part(ip));
  std::uint64_t address = 0;
  std::memcpy(&address, digest.data(), sizeof address);
  return address;
}

RateLimiter::Entry& RateLimiter::entry_of(std::uint64_t address) {
  Row& row = rows_[address % rows_.size()];
  for (Entry& known : row) {
    if (known.address == address) return known;
  }
  // Who has the fullest bucket loses least by being forgotten.
  Entry& forgotten = *std::ranges::min_element(row, {}, &Entry::full_us);
  forgotten = {.address = address, .full_us = 0};
  return forgotten;
}

std::string rate_limited_part(const std::string& ip) {
  in_addr ipv4{};
  if (::inet_pton(AF_INET, ip.c_str(), &ipv4) == 1) return std::string(as_text(&ipv4, sizeof ipv4));
  in6_addr ipv6{};
  // Without the zone of a link-local address.
  if (::inet_pton(AF_INET6, ip.substr(0, ip.find('%')).c_str(), &ipv6) != 1) return {};
  constexpr std::size_t kPrefixBytes = 8;
  constexpr std::size_t kMappedAt = 12;
  if (IN6_IS_ADDR_V4MAPPED(&ipv6)) {
    return std::string(as_text(&ipv6, sizeof ipv6).substr(kMappedAt));
  }
  return std::string(as_text(&ipv6, kPrefixBytes));
}

}  // namespace overt
