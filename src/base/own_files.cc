#include "base/own_files.h"

#include <algorithm>

namespace overt {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "20060102T150405Z": a digit for each digit, all else as it is.
std::optional<std::string_view> behind_moment(std::string_view text) {
  constexpr std::string_view kForm = "20060102T150405Z";
  const bool is_one = std::ranges::equal(
      text.substr(0, kForm.size()), kForm,
      [](char c, char form) { return is_digit(form) ? is_digit(c) : c == form; });
  return is_one ? std::optional(text.substr(kForm.size())) : std::nullopt;
}

}  // namespace

std::optional<std::string_view> behind(std::string_view name, std::string_view beginning) {
  if (!name.starts_with(beginning)) return std::nullopt;
  return name.substr(beginning.size());
}

std::optional<std::string_view> behind_name_aside(std::string_view name, std::string_view of,
                                                  std::string_view why) {
  auto rest = behind(name, of);
  for (const std::string_view part : {std::string_view("."), why, std::string_view("-")}) {
    if (rest) rest = behind(*rest, part);
  }
  if (rest) rest = behind_moment(*rest);
  // The number of one of several.
  if (!rest || rest->size() < 2 || rest->front() != '-' || !is_digit((*rest)[1])) return rest;
  const auto* const end = std::ranges::find_if_not(rest->substr(1), is_digit);
  return rest->substr(static_cast<std::size_t>(end - rest->begin()));
}

}  // namespace overt
