// Inflates gzip (RFC 1952) with a bound on what comes out, checked while it comes out.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

namespace overt {

enum class GunzipError {
  kCorrupt,   // not gzip, cut off, or followed by something else
  kTooLarge,  // more than `bytes_max` would come out
};

// All members of `compressed`, one after the other. What is large is measured before memory is
// taken for it: a bomb costs time, and only until it is known to be one.
std::variant<std::string, GunzipError> gunzip(std::string_view compressed, std::size_t bytes_max);

// Measures what will come out while the compressed bytes still come, and keeps none of them.
class InflatedSize {
 public:
  explicit InflatedSize(std::size_t bytes_max);
  InflatedSize(InflatedSize&&) noexcept;
  InflatedSize& operator=(InflatedSize&&) noexcept;
  ~InflatedSize();

  // What comes next. True from the byte on at which more than `bytes_max` would come out; what is
  // corrupt is not told here.
  bool exceeds_with(std::string_view compressed);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// What inflate can make of a byte: a body that is smaller by this factor than a bound need not be
// measured (zlib, "Maximum Compression Factor": 1032:1).
inline constexpr std::size_t kInflationMax = 1032;

// What an InflatedSize holds: zlib's window and state.
inline constexpr std::size_t kInflatedSizeBytes = std::size_t{48} * 1024;

}  // namespace overt
