// What a reader can tell of a small group by adding and subtracting.
#pragma once

#include <cstdint>
#include <vector>

#include "publish/known_sets.h"

namespace overt {

// Sets whose numbers together tell of a group of projects that is not empty and smaller than k, a
// list for each way that is found. docs/publish.md says which are looked for.
std::vector<std::vector<KnownSets::Index>> small_differences(const KnownSets& known,
                                                             std::int64_t k);

}  // namespace overt
