#include "base/sip_hash.h"

#include <sodium/crypto_shorthash_siphash24.h>

#include <array>
#include <cstring>

namespace overt {

std::uint64_t sip_hash(std::string_view data) {
  constexpr std::array<unsigned char, crypto_shorthash_siphash24_KEYBYTES> kZeros{};
  std::array<unsigned char, crypto_shorthash_siphash24_BYTES> hash{};
  crypto_shorthash_siphash24(hash.data(), reinterpret_cast<const unsigned char*>(data.data()),
                             data.size(), kZeros.data());
  std::uint64_t number = 0;
  std::memcpy(&number, hash.data(), sizeof number);
  return number;
}

}  // namespace overt
