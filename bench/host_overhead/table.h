// Times of many runs, and the Markdown table they come to.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace overt::bench {

// The times of one row, one for each round it took part in.
struct Times {
  std::string name;
  std::string compared_with;  // the name of its baseline; empty for a baseline
  std::vector<std::int64_t> wall_ns = {};
  std::vector<std::int64_t> added_ns = {};  // beyond the baseline's run in the same round
  std::size_t senders_max = 0;              // alive at once after its runs
};

// The value below which `per_mille` of a thousand lie; 0 for none.
std::int64_t quantile(std::vector<std::int64_t> values, std::size_t per_mille);

// Under `heading`: what the runs took, and what that is more than the baseline's.
std::string markdown(std::string_view heading, const std::vector<Times>& rows);

}  // namespace overt::bench
