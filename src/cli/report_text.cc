#include "cli/report_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <ctime>

#include "cli/format_change.h"
#include "cli/table.h"

namespace overt::cli {
namespace {

constexpr std::size_t kBarColumns = 8;
constexpr std::int64_t kDayMs = 86'400'000;

std::string heading_of(const Column& column) {
  std::string heading = column.name;
  std::ranges::replace(heading, '_', ' ');
  return printable(heading);
}

Align align_of(ColumnKind kind) {
  const bool is_number =
      kind == ColumnKind::kCount || kind == ColumnKind::kDurationMs || kind == ColumnKind::kDays;
  return is_number ? Align::kRight : Align::kLeft;
}

struct CellFormat {
  ColumnKind kind;
  Glyphs glyphs;
  bool bars;

  std::string operator()(std::monostate /*none*/) const { return "-"; }
  std::string operator()(std::int64_t number) const {
    if (kind == ColumnKind::kDays) return fmt::format("{} d", format_count(number));
    return kind == ColumnKind::kDurationMs ? format_duration(number) : format_count(number);
  }
  std::string operator()(const std::string& text) const { return printable(text); }
  std::string operator()(const Share& share) const {
    const std::string text = format_share(share, glyphs);
    return bars ? format_bar(share, kBarColumns, glyphs) + " " + text : text;
  }
  std::string operator()(const ShareChange& change) const {
    return format_share_change(change, glyphs);
  }
  std::string operator()(const DurationChange& change) const {
    return format_duration_change(change, glyphs);
  }
};

// Which columns stand where: an `app` that is the same everywhere says nothing and is left out; the
// other texts before the last text are titles of groups.
struct Layout {
  std::vector<std::size_t> titles;
  std::vector<std::size_t> cells;
};

Layout layout_of(const Report& report) {
  std::vector<std::size_t> texts;
  Layout layout;
  bool leading = true;
  for (std::size_t i = 0; i < report.columns.size(); ++i) {
    leading = leading && report.columns[i].kind == ColumnKind::kText;
    const bool says_nothing = report.columns[i].name == "app" && report.coverage.apps.size() <= 1;
    if (says_nothing) continue;
    (leading ? texts : layout.cells).push_back(i);
  }
  if (!texts.empty()) {
    layout.cells.insert(layout.cells.begin(), texts.back());
    texts.pop_back();
  }
  layout.titles = std::move(texts);
  return layout;
}

Table table_of(const Report& report, Glyphs glyphs, bool bars) {
  const Layout layout = layout_of(report);
  const auto text_at = [&](const std::vector<ReportCell>& row, std::size_t i) {
    return std::visit(CellFormat{report.columns[i].kind, glyphs, bars}, row[i]);
  };
  Table table;
  for (const std::size_t i : layout.cells) {
    table.columns.push_back({heading_of(report.columns[i]), align_of(report.columns[i].kind)});
  }
  for (const auto& row : report.rows) {
    std::vector<std::string> titles;
    titles.reserve(layout.titles.size());
    for (const std::size_t i : layout.titles) titles.push_back(text_at(row, i));
    const std::string title = fmt::format("{}", fmt::join(titles, " / "));
    if (table.groups.empty() || table.groups.back().title != title) {
      table.groups.push_back({.title = title, .rows = {}});
    }
    auto& cells = table.groups.back().rows.emplace_back();
    for (const std::size_t i : layout.cells) cells.push_back(text_at(row, i));
  }
  return table;
}

std::string answers_text(const Report& report, const TextStyle& style) {
  std::string text;
  for (const Answer& answer : report.answers) {
    const bool says_whose = report.answers.size() > 1 && !answer.app.empty();
    text += wrapped(printable(says_whose ? answer.app + ": " + answer.en : answer.en), style.width);
  }
  return text.empty() ? "" : text + "\n";
}

std::string table_text(const Report& report, const TextStyle& style) {
  const Table with_bars = table_of(report, style.glyphs, true);
  if (style.glyphs == Glyphs::kUtf8 && table_width(with_bars) <= style.width) {
    return render_table(with_bars, style.glyphs);
  }
  return render_table(table_of(report, style.glyphs, false), style.glyphs);
}

// "2023-11-14" if the moment is a midnight of UTC, else with "10:20" after it.
std::string utc_text(std::int64_t unix_ms) {
  const std::time_t seconds = unix_ms / 1000;
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  std::string day =
      fmt::format("{:04}-{:02}-{:02}", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday);
  if (unix_ms % kDayMs == 0) return day;
  return fmt::format("{} {:02}:{:02}", day, utc.tm_hour, utc.tm_min);
}

std::string plural(std::int64_t count, std::string_view one) {
  return fmt::format("{} {}{}", format_count(count), one, count == 1 ? "" : "s");
}

std::string coverage_text(const Report& report) {
  const Coverage& coverage = report.coverage;
  if (coverage.events == 0) {
    return fmt::format("Coverage: no events since {} (UTC).\n", utc_text(report.since_ms));
  }
  const std::string unknown =
      coverage.runs_without_project == 0
          ? ""
          : fmt::format(" ({} of no known project)", format_count(coverage.runs_without_project));
  return fmt::format(
      "Coverage: {}, {}{}, {}; {}.\nAsked about {} and later (UTC); seen {} to {}.\n",
      plural(coverage.events, "event"), plural(coverage.runs, "run"), unknown,
      plural(coverage.projects, "project"),
      printable(fmt::format("{}", fmt::join(coverage.apps, ", "))), utc_text(report.since_ms),
      printable(coverage.first_day), printable(coverage.last_day));
}

}  // namespace

std::string report_text(const Report& report, const TextStyle& style) {
  const std::string heading =
      fmt::format("{}: {}\n", printable(report.title), printable(report.question));
  std::string body;
  if (!report.rows.empty()) {
    body = table_text(report, style);
  } else if (report.coverage.events == 0) {
    body = "Nothing has arrived in this time yet.\n";
  } else {
    body = "Nothing to show: no run that was counted has a part in this.\n";
  }
  return heading + "\n" + answers_text(report, style) + body + "\n" + coverage_text(report);
}

}  // namespace overt::cli
