// The order of versions, as a text that sorts like them byte by byte, so that any store can.
#pragma once

#include <string>
#include <string_view>

namespace overt {

// Semantic Versioning 2.0.0, section 11, with any number of numbers, with or without `v` before
// them: 1.2.0-rc.1 < 1.2.0 < 1.10.0. What differs only in its build (after `+`) or in the `v` gets
// the same key. What is no version ("dev", "unknown") comes before all that are, by its letters.
std::string version_order(std::string_view version);

}  // namespace overt
