// ClickHouse's format RowBinary: values one after the other, as the table's types say.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "base/uuid.h"

namespace overt::clickhouse {

class RowBinary {
 public:
  // Integers and enumerations, of the width of `Number`.
  template <typename Number>
  void number(Number value) {
    static_assert(std::endian::native == std::endian::little);
    char bytes[sizeof value];
    std::memcpy(bytes, &value, sizeof value);
    rows_.append(bytes, sizeof bytes);
  }

  void flag(bool value) { number(static_cast<std::uint8_t>(value ? 1 : 0)); }

  template <typename Number>
  void nullable(const std::optional<Number>& value) {
    flag(!value.has_value());
    if (value) number(*value);
  }

  // LEB128.
  void size(std::size_t value) {
    constexpr std::size_t kContinues = 0x80;
    for (; value >= kContinues; value >>= 7U) {
      rows_ += static_cast<char>((value & (kContinues - 1)) | kContinues);
    }
    rows_ += static_cast<char>(value);
  }

  void text(std::string_view value) {
    size(value.size());
    rows_ += value;
  }

  // Two integers of 64 bits, the more significant one first.
  void uuid(const Uuid& value) {
    for (std::size_t half = 0; half < 2; ++half) {
      std::uint64_t bits = 0;
      for (std::size_t i = 0; i < 8; ++i) bits = bits << 8U | value.bytes[half * 8 + i];
      number(bits);
    }
  }

  void texts(const auto& values) {
    size(values.size());
    for (const auto& value : values) text(value);
  }
  void flags(const auto& values) {
    size(values.size());
    for (const bool value : values) flag(value);
  }
  void numbers(const auto& values) {
    size(values.size());
    for (const std::int64_t value : values) number(value);
  }

  const std::string& rows() const { return rows_; }

 private:
  std::string rows_;
};

}  // namespace overt::clickhouse
