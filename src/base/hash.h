// SHA-256, written out here: what a tool links loads no library for it.
#pragma once

#include <string_view>

#include "base/bytes.h"

namespace overt {

using Sha256 = Bytes<32>;

// FIPS 180-4.
Sha256 sha256(std::string_view data);

}  // namespace overt
