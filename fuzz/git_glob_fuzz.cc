// No pattern breaks the matcher, and a text whose bytes are all escaped matches itself alone.
// The first newline ends the pattern.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "client/git_glob.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto end = std::min(input.find('\n'), input.size());
  const std::string_view pattern = input.substr(0, end);
  const std::string_view path = input.substr(std::min(end + 1, input.size()));

  const bool matches = overt::git_glob_matches(pattern, path);
  const bool matches_any_case = overt::git_glob_matches(pattern, path, overt::GlobCase::kIgnored);
  // `[^a]` matches A only as long as the case matters; without such sets, ignoring it adds matches.
  const bool has_negation = pattern.find_first_of("!^") != std::string_view::npos;
  if (matches && !matches_any_case && !has_negation) std::abort();

  std::string literal;
  for (const char c : path) literal.append("\\").append(1, c);
  const bool fits = literal.size() <= overt::kGlobBytesMax;
  if (overt::git_glob_matches(literal, path) != fits) std::abort();
  if (overt::git_glob_matches(literal, std::string(path) + "x")) std::abort();
  return 0;
}
