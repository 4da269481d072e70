// A calendar month in UTC: what is published at once, so that no two publications overlap.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace overt {

struct Month {
  int year = 1970;
  int number = 1;  // from 1

  std::int32_t first_day() const;  // since 1970-01-01
  std::int32_t end_day() const;    // the one after the last
  std::string text() const;        // "2026-10"

  friend bool operator==(const Month&, const Month&) = default;
};

// "2026-10", from 1970 to 9999.
Result<Month> parse_month(std::string_view text);

// The one before the month of that time.
Month last_ended_month(std::int64_t unix_ms);

}  // namespace overt
