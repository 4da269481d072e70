// Hashes under a secret, by libsodium.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/hash.h"

namespace overt {

// RFC 2104 with SHA-256, under a key of any length.
Sha256 hmac_sha256(std::span<const std::uint8_t> key, std::string_view data);

}  // namespace overt
