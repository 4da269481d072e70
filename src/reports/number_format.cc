#include "reports/number_format.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

namespace overt {
namespace {

constexpr std::string_view kNoBreakSpace = "\u00A0";

// The digits behind the point that a percentage below 1 may have at most.
constexpr int kDigitsMax = 6;

struct DurationUnits {
  std::string_view milliseconds;
  std::string_view seconds;
  std::string_view minutes;
  std::string_view hours;
};

constexpr DurationUnits kEnglishUnits{"ms", "s", "min", "h"};
constexpr DurationUnits kRussianUnits{"мс", "с", "мин", "ч"};

char point_of(Language language) { return language == Language::kRussian ? ',' : '.'; }

std::string decimal(double value, int digits, Language language) {
  std::string text = fmt::format("{:.{}f}", value, digits);
  std::ranges::replace(text, '.', point_of(language));
  return text;
}

}  // namespace

std::string format_count(std::int64_t count, Language language) {
  const std::string_view gap = language == Language::kRussian ? kNoBreakSpace : ",";
  std::string text = fmt::format("{}", count);
  const std::size_t digits_begin = count < 0 ? 1 : 0;
  for (std::size_t place = text.size(); place > digits_begin + 3;) {
    place -= 3;
    text.insert(place, gap);
  }
  return text;
}

std::string format_duration(std::int64_t duration_ms, Language language) {
  const DurationUnits& units = language == Language::kRussian ? kRussianUnits : kEnglishUnits;
  if (duration_ms < 1000) return fmt::format("{} {}", duration_ms, units.milliseconds);
  const std::int64_t tenths = (duration_ms + 50) / 100;
  if (tenths < 600) {
    return fmt::format("{}{}{} {}", tenths / 10, point_of(language), tenths % 10, units.seconds);
  }
  const std::int64_t seconds = (duration_ms + 500) / 1000;
  if (seconds < 3600) {
    return fmt::format("{} {} {} {}", seconds / 60, units.minutes, seconds % 60, units.seconds);
  }
  const std::int64_t minutes = (seconds + 30) / 60;
  return fmt::format("{} {} {} {}", format_count(minutes / 60, language), units.hours, minutes % 60,
                     units.minutes);
}

std::string format_percent(double part, Language language) {
  return decimal(100 * part, 1, language);
}

std::string format_percent(const Share& share, Language language) {
  if (share.of <= 0) return "-";
  return format_percent(static_cast<double>(share.count) / static_cast<double>(share.of), language);
}

std::string format_percent_rounded_up(double part, Language language) {
  const double percent = 100 * part;
  int digits = 1;
  double scale = 10;
  while (percent * scale < 1 && digits < kDigitsMax) {
    scale *= 10;
    ++digits;
  }
  return decimal(std::ceil(percent * scale) / scale, digits, language);
}

}  // namespace overt
