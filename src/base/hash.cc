#include "base/hash.h"

#include <sodium/crypto_auth_hmacsha256.h>
#include <sodium/crypto_hash_sha256.h>
#include <sodium/crypto_verify_32.h>

namespace overt {

Sha256 sha256(std::string_view data) {
  static_assert(crypto_hash_sha256_BYTES == std::tuple_size_v<Sha256>);
  Sha256 digest;
  const auto bytes = as_bytes(data);
  crypto_hash_sha256(digest.data(), bytes.data(), bytes.size());
  return digest;
}

Sha256 hmac_sha256(std::span<const std::uint8_t> key, std::string_view data) {
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, key.data(), key.size());
  const auto bytes = as_bytes(data);
  crypto_auth_hmacsha256_update(&state, bytes.data(), bytes.size());
  Sha256 digest;
  crypto_auth_hmacsha256_final(&state, digest.data());
  return digest;
}

bool equal_in_constant_time(const Sha256& one, const Sha256& other) {
  static_assert(crypto_verify_32_BYTES == std::tuple_size_v<Sha256>);
  return crypto_verify_32(one.data(), other.data()) == 0;
}

}  // namespace overt
