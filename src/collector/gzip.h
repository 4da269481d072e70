// Inflates gzip (RFC 1952) with a bound on what comes out, checked while it comes out.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

namespace overt {

enum class GunzipError {
  kCorrupt,   // not gzip, cut off, or followed by something else
  kTooLarge,  // more than `bytes_max` would come out
};

// All members of `compressed`, one after the other. Never holds more than about twice `bytes_max`.
std::variant<std::string, GunzipError> gunzip(std::string_view compressed, std::size_t bytes_max);

}  // namespace overt
