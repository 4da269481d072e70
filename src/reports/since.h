// The time that a report is asked about, as a person writes it: 12h, 30d, 8w.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"

namespace overt {

// 100 years: before any event there can be.
inline constexpr std::int64_t kSinceDaysMax = 36'500;

// What a report is about unless it is told otherwise.
inline constexpr std::string_view kSinceDefault = "30d";

// The Unix time in milliseconds that is so long before `now_ms`. Days and weeks begin at midnight
// UTC, so that the first day of a report is a whole one. The error shows the form, and calls it
// `name`.
Result<std::int64_t> parse_since(std::string_view text, std::int64_t now_ms,
                                 std::string_view name = "since");

}  // namespace overt
