// The globs of git's conditional includes: gitignore(5)'s, matched against whole paths.
#pragma once

#include <cstddef>
#include <string_view>

namespace overt {

// A longer pattern or path matches nothing. PATH_MAX: what is longer names no file.
inline constexpr std::size_t kGlobBytesMax = 4096;

enum class GlobCase { kMatters, kIgnored };

// `?` and `*` match within one component, `[…]` any one byte but `/`; `**/` at the beginning,
// `/**/`, and `/**` at the end match any number of components. A malformed pattern matches nothing.
// Takes time proportional to the product of both lengths, whatever the pattern.
bool git_glob_matches(std::string_view pattern, std::string_view path,
                      GlobCase letters = GlobCase::kMatters);

}  // namespace overt
