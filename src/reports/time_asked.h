// What a report was asked about, as parts of a sentence.
#pragma once

#include <cstdint>
#include <string>

#include "reports/report.h"

namespace overt {

// "2006-01-02", in UTC.
std::string day_text(std::int64_t unix_ms);

struct TimeAsked {
  std::string english;  // "since 2026-10-28 (where: ci)"
  std::string russian;  // "с 2026-10-28 (where: ci)"
};

// With what else the report was asked about, but not what it is about itself.
TimeAsked time_asked(const Report& report);

// The one thing that the report is about; empty for a report that is about all.
std::string about_of(const Report& report);

}  // namespace overt
