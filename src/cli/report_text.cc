#include "cli/report_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "cli/format_change.h"
#include "cli/paint.h"
#include "cli/table.h"
#include "cli/trend.h"
#include "reports/number_format.h"
#include "reports/time_asked.h"

namespace overt::cli {
namespace {

constexpr std::size_t kBarColumns = 8;
constexpr std::int64_t kDayMs = 86'400'000;

// Of a sparkline, at most: half of a terminal that is wide enough for tables.
constexpr std::size_t kTrendColumnsMax = 53;

// What stands beside a sparkline: a name, the first and the last value.
constexpr std::size_t kTrendOtherColumns = 50;
constexpr std::size_t kTrendColumnsMin = 8;

std::string heading_of(const Column& column, Glyphs glyphs) {
  std::string heading = column.name;
  std::ranges::replace(heading, '_', ' ');
  return shown(heading, glyphs);
}

Align align_of(ColumnKind kind) {
  const bool is_number =
      kind == ColumnKind::kCount || kind == ColumnKind::kDurationMs || kind == ColumnKind::kDays;
  return is_number ? Align::kRight : Align::kLeft;
}

struct CellFormat {
  const Column& column;
  const TextStyle& style;
  bool bars;

  // A run has a command, so what has none is of all of them.
  std::string operator()(std::monostate /*none*/) const {
    return column.name == "command" ? "(all)" : "-";
  }
  std::string operator()(std::int64_t number) const {
    if (column.kind == ColumnKind::kDays) return fmt::format("{} d", format_count(number));
    return column.kind == ColumnKind::kDurationMs ? format_duration(number) : format_count(number);
  }
  std::string operator()(const std::string& text) const { return shown(text, style.glyphs); }
  std::string operator()(const Share& share) const {
    std::string text = format_share(share, style.glyphs, style.colour);
    if (!bars) return text;
    const std::string bar = format_bar(share, kBarColumns, style.glyphs);
    return painted(bar, Paint::kBar, style.colour) + " " + text;
  }
  std::string operator()(const ShareChange& change) const {
    return format_share_change(change, style.glyphs, style.colour);
  }
  std::string operator()(const DurationChange& change) const {
    return format_duration_change(change, style.glyphs, style.colour);
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

bool is_key(ColumnKind kind) { return kind == ColumnKind::kText || kind == ColumnKind::kDate; }

bool is_change(ColumnKind kind) {
  return kind == ColumnKind::kShareChange || kind == ColumnKind::kDurationChange;
}

// The texts and days that come first say what a row is about, its first share or its changes are
// what for.
void set_importance(const Report& report, const std::vector<std::size_t>& cells, Table& table) {
  bool leading = true;
  bool has_main = false;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const ColumnKind kind = report.columns[cells[i]].kind;
    leading = leading && is_key(kind);
    if (leading) {
      table.columns[i].importance = Importance::kKey;
    } else if (is_change(kind) || (!has_main && kind == ColumnKind::kShare)) {
      table.columns[i].importance = Importance::kMain;
      has_main = true;
    }
  }
}

Table table_of(const Report& report, const TextStyle& style, bool bars) {
  const Layout layout = layout_of(report);
  const auto text_at = [&](const std::vector<ReportCell>& row, std::size_t i) {
    return std::visit(CellFormat{report.columns[i], style, bars}, row[i]);
  };
  Table table;
  for (const std::size_t i : layout.cells) {
    table.columns.push_back(
        {heading_of(report.columns[i], style.glyphs), align_of(report.columns[i].kind)});
  }
  set_importance(report, layout.cells, table);
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

// Each line painted by itself, so that a pager shows it as well.
std::string answers_text(const Report& report, const TextStyle& style) {
  std::string text;
  for (const ReportAnswer& answer : report.answers) {
    const bool says_whose = report.answers.size() > 1 && !answer.app.empty();
    const std::string whole = says_whose ? answer.app + ": " + answer.en : answer.en;
    const std::string lines = wrapped(shown(whole, style.glyphs), style.width);
    for (std::string_view rest = lines; !rest.empty();) {
      const std::size_t end = rest.find('\n');
      text += painted(rest.substr(0, end), paint_of_verdict(answer.verdict), style.colour) + "\n";
      rest.remove_prefix(end + 1);
    }
  }
  return text.empty() ? "" : text + "\n";
}

std::string table_text(const Report& report, const TextStyle& style) {
  if (style.glyphs == Glyphs::kUtf8) {
    const Table with_bars = table_of(report, style, true);
    if (table_width(with_bars) <= style.width) {
      return render_table(with_bars, style.glyphs, style.colour);
    }
  }
  return render_to_fit(table_of(report, style, false), style);
}

std::string trend_text(const Report& report, const TextStyle& style) {
  const std::size_t room = style.width > kTrendOtherColumns ? style.width - kTrendOtherColumns : 0;
  const Trend trend = trend_of(report, std::clamp(room, kTrendColumnsMin, kTrendColumnsMax));
  if (trend.lines.empty()) return "";
  Table table{.columns = {{"", Align::kLeft, Importance::kKey},
                          {"", Align::kLeft, Importance::kMain},
                          {"first", Align::kRight},
                          {"last", Align::kRight}},
              .groups = {{.title = "", .rows = {}}}};
  for (const TrendLine& line : trend.lines) {
    const auto value = [&line](double number) {
      return line.is_share ? format_percent(number) + " %" : format_count(std::lround(number));
    };
    const std::string sparkline = format_sparkline(line.values, style.glyphs);
    table.groups[0].rows.push_back({shown(line.name, style.glyphs),
                                    painted(sparkline, Paint::kBar, style.colour),
                                    value(line.values.front()), value(line.values.back())});
  }
  const std::string heading =
      fmt::format("By {}, {} to {}:", shown(report.per, style.glyphs), trend.first, trend.last);
  return "\n" + wrapped(heading, style.width) + render_to_fit(std::move(table), style);
}

// "2023-11-14" if the moment is a midnight of UTC, else with "10:20" after it.
std::string utc_text(std::int64_t unix_ms) {
  const std::int64_t minutes = unix_ms % kDayMs / 60'000;
  if (unix_ms % kDayMs == 0) return day_text(unix_ms);
  return fmt::format("{} {:02}:{:02}", day_text(unix_ms), minutes / 60, minutes % 60);
}

std::string plural(std::int64_t count, std::string_view one) {
  return fmt::format("{} {}{}", format_count(count), one, count == 1 ? "" : "s");
}

// What else it was asked about: " command: git push; where: ci."
std::string filters_text(const Report& report) {
  std::string text;
  for (const auto& [name, value] : report.filters) {
    text += fmt::format("{}{}: {}", text.empty() ? " Only " : "; ", name, value);
  }
  return text.empty() ? "" : text + ".";
}

std::string coverage_line(const Report& report) {
  const Coverage& coverage = report.coverage;
  if (coverage.events == 0) {
    return fmt::format("Coverage: no events since {} (UTC).", utc_text(report.since_ms));
  }
  const std::string unknown =
      coverage.runs_without_project == 0
          ? ""
          : fmt::format(" ({} of no known project)", format_count(coverage.runs_without_project));
  return fmt::format("Coverage: {}, {}{}, {}; {}.", plural(coverage.events, "event"),
                     plural(coverage.runs, "run"), unknown, plural(coverage.projects, "project"),
                     fmt::join(coverage.apps, ", "));
}

std::string time_line(const Report& report) {
  const std::string until = report.until_ms == 0 ? "later" : "before " + utc_text(report.until_ms);
  const Coverage& coverage = report.coverage;
  return fmt::format("Asked about {} and {} (UTC); seen {} to {}.{}", utc_text(report.since_ms),
                     until, coverage.first_day, coverage.last_day, filters_text(report));
}

}  // namespace

std::string coverage_text(const Report& report, const TextStyle& style) {
  const auto lines = [&style](const std::string& text) {
    return wrapped(shown(text, style.glyphs), style.width);
  };
  if (report.coverage.events == 0) return lines(coverage_line(report) + filters_text(report));
  return lines(coverage_line(report)) + lines(time_line(report));
}

std::string report_text(const Report& report, const TextStyle& style) {
  const std::string title = shown(report.title, style.glyphs);
  std::string heading = wrapped(title + ": " + shown(report.question, style.glyphs), style.width);
  if (heading.starts_with(title)) {
    heading.replace(0, title.size(), painted(title, Paint::kHeading, style.colour));
  }
  std::string body;
  if (!report.rows.empty()) {
    body = table_text(report, style) + trend_text(report, style);
  } else if (report.coverage.events == 0) {
    body = "Nothing has arrived in this time yet.\n";
  } else {
    body = wrapped("Nothing to show: no run that was counted has a part in this.", style.width);
  }
  return heading + "\n" + answers_text(report, style) + body + "\n" + coverage_text(report, style);
}

}  // namespace overt::cli
