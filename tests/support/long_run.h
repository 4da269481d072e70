// For tests: some try more cases where there is time for it, with OVERT_LONG=1.
#pragma once

#include <cstdlib>
#include <string_view>

namespace overt::testing {

inline bool is_long_run() {
  const char* const value = std::getenv("OVERT_LONG");
  return value != nullptr && std::string_view(value) == "1";
}

// Whether the programs under test were built with a sanitizer, which does not stand in for the
// kernel's or the memory's failures.
inline constexpr bool kIsSanitized =
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
    true;
#else
    false;
#endif
#else
    false;
#endif

}  // namespace overt::testing
