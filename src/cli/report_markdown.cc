#include "cli/report_markdown.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string_view>
#include <variant>

#include "cli/format_change.h"
#include "cli/report_text.h"

namespace overt::cli {
namespace {

// GitHub Flavored Markdown, 2.4: these may be escaped, and are harmless then. An "@" cannot be:
// with what follows it would call a person, so it stands alone.
constexpr std::string_view kPunctuation = "\\`*_[]<>#|~&$";

std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : shown(text, Glyphs::kUtf8)) {
    if (kPunctuation.find(c) != std::string_view::npos) result += '\\';
    result += c;
    if (c == '@') result += "\u200B";
  }
  return result;
}

// A code span, whose fence is longer than any run of backticks in it (GFM 6.3). A pipe would end
// the cell even there (GFM 4.10).
std::string code(std::string_view given) {
  if (given.empty()) return "";
  const std::string text = shown(given, Glyphs::kUtf8);
  std::size_t longest = 0;
  std::size_t now = 0;
  std::string inside;
  for (const char c : text) {
    now = c == '`' ? now + 1 : 0;
    longest = std::max(longest, now);
    inside += c == '|' ? "\\|" : std::string(1, c);
  }
  const std::string fence(longest + 1, '`');
  const std::string_view gap = longest > 0 ? " " : "";
  return fmt::format("{}{}{}{}{}", fence, gap, inside, gap, fence);
}

struct MarkdownCell {
  const Column& column;

  std::string operator()(std::monostate /*none*/) const {
    return column.name == "command" ? "(all)" : "";
  }
  std::string operator()(std::int64_t number) const {
    if (column.kind == ColumnKind::kDays) return format_count(number) + " d";
    return column.kind == ColumnKind::kDurationMs ? format_duration(number) : format_count(number);
  }
  std::string operator()(const std::string& text) const {
    return column.kind == ColumnKind::kDate ? escaped(text) : code(text);
  }
  std::string operator()(const Share& share) const {
    const std::string text = format_share(share, Glyphs::kUtf8);
    return text.substr(text.find_first_not_of(' '));
  }
  std::string operator()(const ShareChange& change) const {
    return format_share_change(change, Glyphs::kUtf8);
  }
  std::string operator()(const DurationChange& change) const {
    return format_duration_change(change, Glyphs::kUtf8);
  }
};

bool is_left(ColumnKind kind) { return kind == ColumnKind::kText || kind == ColumnKind::kDate; }

std::string table_markdown(const Report& report) {
  std::string names = "|";
  std::string rule = "|";
  for (const Column& column : report.columns) {
    std::string heading = column.name;
    std::ranges::replace(heading, '_', ' ');
    names += fmt::format(" {} |", escaped(heading));
    rule += is_left(column.kind) ? " --- |" : " ---: |";
  }
  std::string text = names + "\n" + rule + "\n";
  for (const auto& row : report.rows) {
    text += '|';
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string cell = std::visit(MarkdownCell{report.columns[i]}, row[i]);
      text += cell.empty() ? " |" : fmt::format(" {} |", cell);
    }
    text += '\n';
  }
  return text + "\n";
}

}  // namespace

std::string report_markdown(const Report& report) {
  std::string text =
      fmt::format("### {}\n\n{}\n\n", escaped(report.title), escaped(report.question));
  for (const ReportAnswer& answer : report.answers) {
    const std::string app = answer.app.empty() ? "" : escaped(answer.app) + ": ";
    text += fmt::format("**{}{}**\n\n", app, escaped(answer.en));
  }
  if (!report.rows.empty()) text += table_markdown(report);
  constexpr std::size_t kOneLine = std::numeric_limits<std::size_t>::max();
  const std::string coverage = coverage_text(report, {.glyphs = Glyphs::kUtf8, .width = kOneLine});
  for (std::string_view rest = coverage; !rest.empty();) {
    const std::size_t end = rest.find('\n');
    text += escaped(rest.substr(0, end)) + "\n";
    rest.remove_prefix(end + 1);
  }
  return text;
}

}  // namespace overt::cli
