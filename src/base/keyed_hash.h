// HMAC-SHA-256 (RFC 2104) of many texts under one key.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/hash.h"

namespace overt {

// As hmac_sha256(). What follows from the key alone is computed once: of a short text, that is half
// of the work. Threads: any.
class KeyedHash {
 public:
  // A key of any length.
  explicit KeyedHash(std::span<const std::uint8_t> key);

  Sha256 of(std::string_view data) const;

 private:
  // Where the key has brought the two hashes; libsodium's own.
  alignas(std::uint64_t) std::array<std::uint8_t, 208> state_;
};

}  // namespace overt
