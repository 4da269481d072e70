#include "base/keyed_hash.h"

#include <sodium/crypto_auth_hmacsha256.h>

#include <cstring>
#include <type_traits>

namespace overt {

using State = crypto_auth_hmacsha256_state;
static_assert(std::is_trivially_copyable_v<State>);

KeyedHash::KeyedHash(std::span<const std::uint8_t> key) {
  static_assert(sizeof(State) == sizeof state_);
  State state;
  crypto_auth_hmacsha256_init(&state, key.data(), key.size());
  std::memcpy(state_.data(), &state, sizeof state);
}

Sha256 KeyedHash::of(std::string_view data) const {
  State state;
  std::memcpy(&state, state_.data(), sizeof state);
  const auto bytes = as_bytes(data);
  crypto_auth_hmacsha256_update(&state, bytes.data(), bytes.size());
  Sha256 digest;
  crypto_auth_hmacsha256_final(&state, digest.data());
  return digest;
}

}  // namespace overt
