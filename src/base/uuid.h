// UUIDs (RFC 9562): sixteen bytes, written in the form 8-4-4-4-12.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/random.h"

namespace overt {

struct Uuid {
  Bytes<16> bytes{};

  friend bool operator==(const Uuid&, const Uuid&) = default;
};

// Version 4: 122 random bits.
Uuid random_uuid(Random& random);

// Lower case, with hyphens.
std::string to_string(const Uuid& uuid);

// Accepts digits of either case in exactly the hyphenated form.
std::optional<Uuid> parse_uuid(std::string_view text);

}  // namespace overt
