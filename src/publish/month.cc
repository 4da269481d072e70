#include "publish/month.h"

#include <fmt/format.h>

#include <charconv>
#include <chrono>

#include "store/run_row.h"

namespace overt {
namespace {

std::int32_t day_number(std::chrono::year_month_day date) {
  return static_cast<std::int32_t>(std::chrono::sys_days(date).time_since_epoch().count());
}

std::chrono::year_month calendar(const Month& month) {
  return std::chrono::year(month.year) / std::chrono::month(static_cast<unsigned>(month.number));
}

Month month_of(std::chrono::year_month date) {
  return {.year = static_cast<int>(date.year()),
          .number = static_cast<int>(static_cast<unsigned>(date.month()))};
}

bool parse_digits(std::string_view text, int& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size() && text.front() != '-';
}

}  // namespace

std::int32_t Month::first_day() const { return day_number(calendar(*this) / 1); }

std::int32_t Month::end_day() const {
  return day_number((calendar(*this) + std::chrono::months(1)) / 1);
}

std::string Month::text() const { return fmt::format("{:04}-{:02}", year, number); }

Result<Month> parse_month(std::string_view text) {
  Month month;
  const bool is_month = text.size() == 7 && text[4] == '-' &&
                        parse_digits(text.substr(0, 4), month.year) &&
                        parse_digits(text.substr(5), month.number) && month.year >= 1970 &&
                        month.number >= 1 && month.number <= 12;
  if (!is_month) return Error{"not a month; write it as 2026-10"};
  return month;
}

Month last_ended_month(std::int64_t unix_ms) {
  const std::chrono::sys_days day{std::chrono::days(day_of(unix_ms))};
  const std::chrono::year_month_day date(day);
  return month_of(date.year() / date.month() - std::chrono::months(1));
}

}  // namespace overt
