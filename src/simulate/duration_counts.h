// Counts durations in ranges that are at most 1/128 of a duration wide, so that a percentile of any
// number of them is known to lie in one range, in a few kilobytes.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace overt::simulate {

class DurationCounts {
 public:
  struct Range {
    std::int64_t low = 0;   // ms
    std::int64_t high = 0;  // ms; in the range, as `low` is
  };

  void add(std::int64_t ms) {
    const std::size_t place = place_of(static_cast<std::uint64_t>(ms));
    if (place >= counts_.size()) counts_.resize(place + 1);
    ++counts_[place];
    ++total_;
  }

  std::int64_t total() const { return total_; }

  // Where the shortest duration lies that `percent` of 100 do not exceed (nearest rank). Only if
  // something was counted.
  Range percentile(int percent) const { return at_rank((total_ * percent + 99) / 100); }

  // Where the duration lies that is the `rank`th, from 1 on to total(), of all from the shortest
  // on.
  Range at_rank(std::int64_t rank) const {
    std::int64_t counted = 0;
    std::size_t place = 0;
    while ((counted += counts_[place]) < rank) ++place;
    return {.low = low_of(place), .high = low_of(place + 1) - 1};
  }

 private:
  static constexpr int kBits = 7;
  static constexpr std::uint64_t kExact = std::uint64_t{1} << kBits;  // below it each has its own

  static std::size_t place_of(std::uint64_t ms) {
    if (ms < kExact) return ms;
    const int shift = static_cast<int>(std::bit_width(ms)) - 1 - kBits;
    return static_cast<std::size_t>(shift) * kExact + (ms >> shift);
  }

  static std::int64_t low_of(std::size_t place) {
    if (place < kExact) return static_cast<std::int64_t>(place);
    const std::size_t shift = place / kExact - 1;
    return static_cast<std::int64_t>((place - shift * kExact) << shift);
  }

  std::vector<std::int64_t> counts_;
  std::int64_t total_ = 0;
};

}  // namespace overt::simulate
