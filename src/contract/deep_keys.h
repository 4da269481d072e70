// Finds keys such as a.a.a.a… before toml++ makes a table of each part: it calls itself for every
// table within a table, and limits how deep only for brackets. Internal to the loader.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "overt/contract.hpp"

namespace overt {

// On one line. A contract's longest keys, such as commands_to_come.accepted_risk.en, have two.
inline constexpr std::size_t kKeyDotsMax = 8;

// Where the first line with more dots outside texts and comments has one too many.
std::optional<Place> find_deep_key(std::string_view toml);

}  // namespace overt
