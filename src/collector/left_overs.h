// What lies in a data directory beside what the collector uses.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace overt {

struct LeftOvers {
  std::int64_t removed = 0;         // that were set aside or left by a kill
  std::vector<std::string> others;  // paths of what overt has not made, sorted; as they were
};

// Removes what was set aside because it was damaged, and what a kill has left half made. Nobody may
// use the store meanwhile, or be about to.
Result<LeftOvers> remove_left_overs(const std::string& directory);

}  // namespace overt
