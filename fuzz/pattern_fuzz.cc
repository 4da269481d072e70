// A pattern that can be read matches what ECMAScript's regular expression of the same text matches.
// The first newline ends the pattern.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <regex>
#include <string>
#include <string_view>

#include "overt/pattern.hpp"

namespace {

// std::regex calls itself for each character and tries every way through nested repetitions, so the
// oracle is asked about small ones only.
constexpr std::size_t kOraclePatternMax = 24;
constexpr std::size_t kOracleSubjectMax = 12;

bool is_for_oracle(std::string_view pattern, std::string_view subject) {
  const auto repetitions =
      std::ranges::count_if(pattern, [](char c) { return c == '*' || c == '+' || c == '{'; });
  return pattern.size() <= kOraclePatternMax && subject.size() <= kOracleSubjectMax &&
         repetitions <= 3;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto end = std::min(input.find('\n'), input.size());
  const std::string_view text = input.substr(0, end);
  const std::string_view subject = input.substr(std::min(end + 1, input.size()));

  const overt::Pattern pattern(text, 128);
  const bool matches = pattern.matches(subject);
  if (matches != overt::Pattern(text, 128).matches(subject)) std::abort();
  if (!pattern.problem().empty()) {
    if (matches || pattern.problem_at() > text.size()) std::abort();
    return 0;
  }
  if (!is_for_oracle(text, subject)) return 0;
  try {
    const std::regex oracle(std::string(text), std::regex::ECMAScript);
    if (std::regex_match(subject.begin(), subject.end(), oracle) != matches) std::abort();
  } catch (const std::regex_error&) {
    std::abort();  // what is a pattern here is one there
  }
  return 0;
}
