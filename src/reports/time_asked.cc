#include "reports/time_asked.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <chrono>
#include <vector>

namespace overt {
namespace {

std::string filters_text(const Report& report) {
  std::vector<std::string> filters;
  for (const auto& [name, value] : report.filters) {
    if (name != report.about) filters.push_back(fmt::format("{}: {}", name, value));
  }
  return filters.empty() ? "" : fmt::format(" ({})", fmt::join(filters, "; "));
}

}  // namespace

std::string day_text(std::int64_t unix_ms) {
  const std::chrono::sys_time<std::chrono::milliseconds> time{std::chrono::milliseconds(unix_ms)};
  const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(time));
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()),
                     static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
}

TimeAsked time_asked(const Report& report) {
  const std::string since = day_text(report.since_ms);
  const std::string filters = filters_text(report);
  if (report.until_ms == 0) return {"since " + since + filters, "с " + since + filters};
  const std::string until = day_text(report.until_ms);
  return {fmt::format("from {} to before {}{}", since, until, filters),
          fmt::format("с {} до {}{}", since, until, filters)};
}

std::string about_of(const Report& report) {
  for (const auto& [name, value] : report.filters) {
    if (name == report.about) return value;
  }
  return {};
}

}  // namespace overt
