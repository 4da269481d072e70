#include "store/version_order.h"

#include <algorithm>

namespace overt {
namespace {

// Each sorts before the next one. A number begins with the count of its digits, from '1' on.
constexpr char kNoVersion = ' ';
constexpr char kEnd = '!';  // of a list: fewer numbers or identifiers come first
constexpr char kNumber = '0';
constexpr char kWord = 'w';
constexpr char kRelease = '~';  // in the place of a pre-release's identifiers

// Contracts let versions of 65 characters in; a count stays a printable character.
constexpr std::size_t kDigitsMax = 74;

bool is_number(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::string key_of_number(std::string_view digits) {
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
  const auto count = static_cast<char>('0' + std::min(digits.size(), kDigitsMax));
  return std::string{kNumber, count} + std::string(digits);
}

// Takes the part before the next dot, and the dot, away from `rest`.
std::string_view next_part(std::string_view& rest) {
  const auto dot = std::min(rest.find('.'), rest.size());
  const std::string_view part = rest.substr(0, dot);
  rest.remove_prefix(std::min(dot + 1, rest.size()));
  return part;
}

std::string key_of_identifiers(std::string_view identifiers) {
  std::string key;
  while (!identifiers.empty()) {
    const std::string_view part = next_part(identifiers);
    key += is_number(part) ? key_of_number(part) : kWord + std::string(part) + kEnd;
  }
  return key + kEnd;
}

}  // namespace

std::string version_order(std::string_view version) {
  std::string_view rest = version;
  if (rest.starts_with('v')) rest.remove_prefix(1);
  rest = rest.substr(0, rest.find('+'));
  const auto dash = std::min(rest.find('-'), rest.size());
  std::string_view numbers = rest.substr(0, dash);
  const std::string_view pre_release = rest.substr(std::min(dash + 1, rest.size()));
  std::string key;
  if (numbers.empty()) return kNoVersion + std::string(version);
  while (!numbers.empty()) {
    const std::string_view part = next_part(numbers);
    if (!is_number(part)) return kNoVersion + std::string(version);
    key += key_of_number(part);
  }
  key += kEnd;
  return dash == rest.size() ? key + kRelease : key + key_of_identifiers(pre_release);
}

}  // namespace overt
