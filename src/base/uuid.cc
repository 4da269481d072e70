#include "base/uuid.h"

#include <array>

namespace overt {
namespace {

// Where the hyphens stand in the 36 characters.
constexpr std::array<std::size_t, 4> kHyphens = {8, 13, 18, 23};

}  // namespace

Uuid random_uuid(Random& random) {
  Uuid uuid;
  random.fill(uuid.bytes);
  // RFC 9562, section 5.4: the version in the high bits of byte 6, the variant in those of byte 8.
  uuid.bytes[6] = static_cast<std::uint8_t>((uuid.bytes[6] & 0x0F) | 0x40);
  uuid.bytes[8] = static_cast<std::uint8_t>((uuid.bytes[8] & 0x3F) | 0x80);
  return uuid;
}

std::string to_string(const Uuid& uuid) {
  std::string text = to_hex(uuid.bytes);
  for (const std::size_t position : kHyphens) text.insert(position, 1, '-');
  return text;
}

std::optional<Uuid> parse_uuid(std::string_view text) {
  if (text.size() != 36) return std::nullopt;
  std::string digits;
  std::size_t from = 0;
  for (const std::size_t position : kHyphens) {
    if (text[position] != '-') return std::nullopt;
    digits += text.substr(from, position - from);
    from = position + 1;
  }
  digits += text.substr(from);
  const auto bytes = bytes_from_hex<16>(digits);
  if (!bytes) return std::nullopt;
  return Uuid{*bytes};
}

}  // namespace overt
