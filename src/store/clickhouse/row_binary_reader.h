// Reads what row_binary.h writes. Bytes that end too early break it: from then on every value is
// empty.
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/uuid.h"

namespace overt::clickhouse {

class RowBinaryReader {
 public:
  explicit RowBinaryReader(std::string_view rows) : rest_(rows) {}

  bool is_at_end() const { return rest_.empty(); }
  bool is_broken() const { return is_broken_; }

  template <typename Number>
  Number number() {
    Number value{};
    const std::string_view bytes = take(sizeof value);
    if (bytes.size() == sizeof value) std::memcpy(&value, bytes.data(), bytes.size());
    return value;
  }

  bool flag() { return number<std::uint8_t>() != 0; }

  std::optional<std::int64_t> nullable() {
    if (flag() || is_broken_) return std::nullopt;
    return number<std::int64_t>();
  }

  std::string text() { return std::string(take(size())); }

  Uuid uuid() {
    Uuid value;
    for (std::size_t half = 0; half < 2; ++half) {
      const auto bits = number<std::uint64_t>();
      for (std::size_t i = 0; i < 8; ++i) {
        value.bytes[half * 8 + i] = static_cast<std::uint8_t>(bits >> (56 - 8 * i));
      }
    }
    return value;
  }

  std::vector<std::string> texts() {
    return list<std::string>([this] { return text(); });
  }
  std::vector<bool> flags() {
    return list<bool>([this] { return flag(); });
  }
  std::vector<std::int64_t> numbers() {
    return list<std::int64_t>([this] { return number<std::int64_t>(); });
  }

 private:
  std::string_view take(std::size_t bytes) {
    if (bytes > rest_.size()) {
      is_broken_ = true;
      rest_ = {};
      return {};
    }
    const std::string_view taken = rest_.substr(0, bytes);
    rest_.remove_prefix(bytes);
    return taken;
  }

  // LEB128.
  std::size_t size() {
    constexpr std::uint8_t kContinues = 0x80;
    constexpr unsigned kBitsMax = 63;
    std::size_t value = 0;
    for (unsigned bits = 0; bits < kBitsMax; bits += 7) {
      const auto byte = number<std::uint8_t>();
      value |= std::size_t{byte & (kContinues - 1U)} << bits;
      if (byte < kContinues) return value;
    }
    is_broken_ = true;
    return 0;
  }

  // Each element takes a byte at least, so a size that is a lie ends with the bytes.
  template <typename Element, typename Read>
  std::vector<Element> list(Read read) {
    std::vector<Element> elements;
    for (std::size_t left = size(); left > 0 && !is_broken_; --left) elements.push_back(read());
    return elements;
  }

  std::string_view rest_;
  bool is_broken_ = false;
};

}  // namespace overt::clickhouse
