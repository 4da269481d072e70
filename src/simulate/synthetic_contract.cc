#include "simulate/synthetic_contract.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace overt::simulate {
namespace {

struct Renamed {
  std::string_view key;
  std::string_view prefix;
  std::string_view Contract::* value;
};

constexpr std::array<Renamed, 3> kRenamed = {{
    {"app", kSyntheticApp, &Contract::app},
    {"env_prefix", kSyntheticPrefix, &Contract::env_prefix},
    {"span_name", kSyntheticApp, &Contract::span_name},
}};

// Where the value of `key = "value"` begins that stands on a line of its own; npos if there is
// none.
std::size_t find_value(std::string_view text, const Renamed& renamed, std::string_view value) {
  const std::string line = fmt::format("{} = \"{}\"", renamed.key, value);
  std::size_t place = text.find(line);
  while (place != std::string_view::npos && place > 0 && text[place - 1] != '\n') {
    place = text.find(line, place + 1);
  }
  return place == std::string_view::npos ? place : place + renamed.key.size() + 4;
}

// Whether the names were changed, and not a text that only looks like one of those lines.
bool are_renamed(const Contract& from, const Contract& to) {
  return std::ranges::all_of(kRenamed, [&](const Renamed& renamed) {
    return to.*renamed.value == std::string(renamed.prefix).append(from.*renamed.value);
  });
}

}  // namespace

Result<std::string> synthetic_contract(std::string_view text, std::string_view path) {
  const auto contract = parse_contract(text, path);
  if (!contract) return contract.error();
  if ((*contract)->app.starts_with(kSyntheticApp)) {
    return Error{fmt::format("{}: is synthetic already; name the tool's own contract", path)};
  }
  std::string renamed_text(text);
  for (const Renamed& renamed : kRenamed) {
    const std::string_view value = (**contract).*renamed.value;
    const std::size_t place = find_value(renamed_text, renamed, value);
    if (place == std::string::npos) {
      return Error{fmt::format("{}: {}: write it on a line of its own, as {} = \"{}\"", path,
                               renamed.key, renamed.key, value)};
    }
    renamed_text.insert(place, renamed.prefix);
  }
  renamed_text.insert(
      0, fmt::format("# SYNTHETIC: what `overt simulate` sends, made from the contract "
                     "of {}. None of it is anybody's use.\n\n",
                     (*contract)->app));
  const auto renamed = parse_contract(renamed_text, path);
  if (renamed && are_renamed(**contract, **renamed)) return renamed_text;
  return Error{
      fmt::format("{}: cannot be renamed; write app, env_prefix and span_name at its "
                  "beginning, each on a line of its own",
                  path)};
}

}  // namespace overt::simulate
