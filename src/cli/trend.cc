#include "cli/trend.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <map>
#include <optional>
#include <string_view>

#include "reports/time_asked.h"

namespace overt::cli {
namespace {

using std::chrono::sys_days;

constexpr std::int64_t kDayMs = 86'400'000;

// The column that has the first day of each period.
constexpr std::string_view kBegins = "begins";

int digits_at(std::string_view text, std::size_t place, std::size_t count) {
  int number = 0;
  std::from_chars(text.data() + place, text.data() + place + count, number);
  return number;
}

// Of "2006-01-02"; nothing for what a server may send else.
std::optional<sys_days> day_of(const ReportCell& cell) {
  const auto* text = std::get_if<std::string>(&cell);
  if (text == nullptr || text->size() != 10) return std::nullopt;
  const std::chrono::year_month_day date{
      std::chrono::year(digits_at(*text, 0, 4)),
      std::chrono::month(static_cast<unsigned>(digits_at(*text, 5, 2))),
      std::chrono::day(static_cast<unsigned>(digits_at(*text, 8, 2)))};
  return date.ok() ? std::optional<sys_days>(date) : std::nullopt;
}

std::string text_of(sys_days day) { return day_text(day.time_since_epoch().count() * kDayMs); }

sys_days next(sys_days day, const std::string& per) {
  if (per == "day") return day + std::chrono::days(1);
  if (per == "week") return day + std::chrono::days(7);
  const std::chrono::year_month_day date(day);
  return date.year() / date.month() / 1 + std::chrono::months(1);
}

// The last `periods_max` of those from the first one to the last that has a row.
std::vector<sys_days> periods_of(const Report& report, std::size_t begins,
                                 std::size_t periods_max) {
  std::vector<sys_days> seen;
  for (const auto& row : report.rows) {
    if (const auto day = day_of(row[begins])) seen.push_back(*day);
  }
  if (seen.empty()) return {};
  const auto [first, last] = std::ranges::minmax(seen);
  std::vector<sys_days> periods;
  for (sys_days day = first; day <= last; day = next(day, report.per)) {
    periods.push_back(day);
    if (periods.size() > periods_max) periods.erase(periods.begin());
  }
  return periods;
}

// Which columns of the report tell lines apart, and which are measured.
struct Parts {
  std::vector<std::size_t> names;
  std::vector<std::size_t> measures;
};

Parts parts_of(const Report& report) {
  Parts parts;
  for (std::size_t i = 0; i < report.columns.size(); ++i) {
    const Column& column = report.columns[i];
    const bool says_nothing = column.name == "app" && report.coverage.apps.size() <= 1;
    if (column.kind == ColumnKind::kText && !says_nothing) parts.names.push_back(i);
    if (column.kind == ColumnKind::kCount || column.kind == ColumnKind::kShare) {
      parts.measures.push_back(i);
    }
  }
  // What is told apart has one measure, or there would be too many lines.
  const bool tells_apart = std::ranges::any_of(
      parts.names, [&](std::size_t i) { return report.columns[i].name != "app"; });
  if (tells_apart && parts.measures.size() > 1) {
    parts.measures.erase(parts.measures.begin() + 1, parts.measures.end());
  }
  return parts;
}

double value_of(const ReportCell& cell) {
  if (const auto* number = std::get_if<std::int64_t>(&cell)) return static_cast<double>(*number);
  const auto* share = std::get_if<Share>(&cell);
  if (share == nullptr || share->of <= 0) return 0;
  return static_cast<double>(share->count) / static_cast<double>(share->of);
}

std::string name_of(const Report& report, const std::vector<ReportCell>& row, const Parts& parts,
                    std::size_t measure) {
  std::string name;
  const auto add = [&name](std::string_view part) {
    if (!name.empty()) name += ' ';
    name += part;
  };
  bool tells_apart = false;
  for (const std::size_t i : parts.names) {
    if (const auto* text = std::get_if<std::string>(&row[i]); text != nullptr) add(*text);
    tells_apart = tells_apart || report.columns[i].name != "app";
  }
  if (!tells_apart) {
    std::string heading = report.columns[measure].name;
    std::ranges::replace(heading, '_', ' ');
    add(heading);
  }
  return name;
}

}  // namespace

Trend trend_of(const Report& report, std::size_t periods_max) {
  const auto column = std::ranges::find(report.columns, kBegins, &Column::name);
  if (column == report.columns.end()) return {};
  const auto begins = static_cast<std::size_t>(column - report.columns.begin());
  const std::vector<sys_days> periods = periods_of(report, begins, periods_max);
  if (periods.size() < 2) return {};

  const Parts parts = parts_of(report);
  std::vector<TrendLine> lines;
  std::map<std::string, std::size_t> places;  // by name, in `lines`
  for (const auto& row : report.rows) {
    const auto day = day_of(row[begins]);
    const auto period = day ? std::ranges::lower_bound(periods, *day) : periods.end();
    if (period == periods.end() || *period != *day) continue;
    for (const std::size_t measure : parts.measures) {
      const std::string name = name_of(report, row, parts, measure);
      const auto [place, is_new] = places.emplace(name, lines.size());
      if (is_new) {
        lines.push_back({.name = name,
                         .values = std::vector<double>(periods.size()),
                         .is_share = report.columns[measure].kind == ColumnKind::kShare});
      }
      lines[place->second].values[static_cast<std::size_t>(period - periods.begin())] =
          value_of(row[measure]);
    }
  }
  if (lines.size() > kTrendLinesMax) {
    lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(kTrendLinesMax));
  }
  return {.first = text_of(periods.front()), .last = text_of(periods.back()), .lines = lines};
}

}  // namespace overt::cli
