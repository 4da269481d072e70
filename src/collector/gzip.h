// Inflates gzip (RFC 1952) with a bound on what comes out, checked while it comes out.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

namespace overt {

// What may come out of each byte, beyond the first MiB. A span has ids, which no compression makes
// smaller, so that requests of spans come to some 50:1; zeros come to 1032:1. It bounds what a bomb
// costs before it is known to be one.
inline constexpr std::size_t kInflationMax = 200;
inline constexpr std::size_t kInflatedBytesAnyway = std::size_t{1024} * 1024;

enum class GunzipError {
  kCorrupt,   // not gzip, cut off, or followed by something else
  kTooLarge,  // more than `bytes_max` would come out, or more than of anything honest
};

// All members of `compressed`, one after the other. What is large is measured before memory is
// taken for it: a bomb costs time, and only until it is known to be one.
std::variant<std::string, GunzipError> gunzip(std::string_view compressed, std::size_t bytes_max);

// Measures what will come out while the compressed bytes still come, and keeps none of them.
class InflatedSize {
 public:
  explicit InflatedSize(std::size_t bytes_max);
  InflatedSize(const InflatedSize&) = delete;
  InflatedSize& operator=(const InflatedSize&) = delete;
  ~InflatedSize();

  // What comes next. True if gunzip() of all so far would find it too large; what is corrupt is
  // not told here.
  bool exceeds_with(std::string_view compressed);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Of a smaller body than this, no more than 64 MiB can come out (zlib: 1032:1 at most).
inline constexpr std::size_t kMeasuredFromBytes = std::size_t{62} * 1024;

// What an InflatedSize holds: zlib's window and state.
inline constexpr std::size_t kInflatedSizeBytes = std::size_t{48} * 1024;

}  // namespace overt
