// Fixed-size byte strings and their hexadecimal form.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace overt {

template <std::size_t N>
using Bytes = std::array<std::uint8_t, N>;

// Two lower-case digits a byte.
std::string to_hex(std::span<const std::uint8_t> bytes);

// Fills `bytes` from exactly twice as many hexadecimal digits, of either case.
// False, with `bytes` in no certain state, for anything else.
bool parse_hex(std::string_view text, std::span<std::uint8_t> bytes);

template <std::size_t N>
std::optional<Bytes<N>> bytes_from_hex(std::string_view text) {
  Bytes<N> bytes{};
  if (!parse_hex(text, bytes)) return std::nullopt;
  return bytes;
}

inline std::span<const std::uint8_t> as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace overt
