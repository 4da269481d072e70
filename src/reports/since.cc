#include "reports/since.h"

#include <algorithm>
#include <charconv>
#include <string>

namespace overt {
namespace {

constexpr std::int64_t kHourMs = 3'600'000;
constexpr std::int64_t kDayMs = 24 * kHourMs;

// 0 for a letter that stands for no unit.
std::int64_t unit_ms(char letter) {
  switch (letter) {
    case 'h':
      return kHourMs;
    case 'd':
      return kDayMs;
    case 'w':
      return 7 * kDayMs;
    default:
      return 0;
  }
}

}  // namespace

Result<std::int64_t> parse_since(std::string_view text, std::int64_t now_ms,
                                 std::string_view name) {
  const Error error{std::string(name) + " is not a time like 12h, 30d or 8w (at most " +
                    std::to_string(kSinceDaysMax) + "d): " + std::string(text.substr(0, 32))};
  if (text.size() < 2) return error;
  const std::int64_t unit = unit_ms(text.back());
  const std::string_view digits = text.substr(0, text.size() - 1);
  std::int64_t count = 0;
  const auto [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), count);
  const bool is_number = code == std::errc() && end == digits.data() + digits.size() && count > 0;
  if (unit == 0 || !is_number || count > kSinceDaysMax * kDayMs / unit) return error;

  const std::int64_t since_ms = std::max<std::int64_t>(0, now_ms - count * unit);
  return unit == kHourMs ? since_ms : since_ms / kDayMs * kDayMs;
}

}  // namespace overt
