// Hashes, by libsodium.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/bytes.h"

namespace overt {

using Sha256 = Bytes<32>;

// FIPS 180-4.
Sha256 sha256(std::string_view data);

// RFC 2104 with SHA-256, under a key of any length.
Sha256 hmac_sha256(std::span<const std::uint8_t> key, std::string_view data);

// Whether both are equal, in a time that does not tell where they differ.
bool equal_in_constant_time(const Sha256& one, const Sha256& other);

}  // namespace overt
