#include "cli/table.h"

#include <algorithm>
#include <utility>

#include "cli/paint.h"

namespace overt::cli {
namespace {

constexpr std::size_t kGap = 2;     // between columns
constexpr std::size_t kIndent = 2;  // of rows below a title

bool has_titles(const Table& table) {
  return std::ranges::any_of(table.groups,
                             [](const TableGroup& group) { return !group.title.empty(); });
}

std::size_t widest_cell(const Table& table, std::size_t column) {
  std::size_t width = 1;
  for (const TableGroup& group : table.groups) {
    for (const auto& row : group.rows) width = std::max(width, display_width(row[column]));
  }
  return width;
}

using Heading = std::pair<std::string, std::string>;  // its two lines, the upper may be empty

// Broken where both lines are as short as they can be.
Heading in_two(const std::string& heading) {
  Heading best{"", heading};
  std::size_t best_width = display_width(heading);
  for (auto blank = heading.find(' '); blank != std::string::npos;
       blank = heading.find(' ', blank + 1)) {
    Heading lines{heading.substr(0, blank), heading.substr(blank + 1)};
    const std::size_t width = std::max(display_width(lines.first), display_width(lines.second));
    if (width < best_width) {
      best = std::move(lines);
      best_width = width;
    }
  }
  return best;
}

struct Layout {
  std::vector<Heading> headings;
  std::vector<std::size_t> widths;
};

Layout layout_of(const Table& table) {
  Layout layout;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const std::string& heading = table.columns[i].heading;
    const std::size_t of_cells = widest_cell(table, i);
    const bool fits = display_width(heading) <= of_cells;
    const Heading lines = fits ? Heading{"", heading} : in_two(heading);
    layout.widths.push_back(
        std::max({of_cells, display_width(lines.first), display_width(lines.second)}));
    layout.headings.push_back(lines);
  }
  return layout;
}

class TableWriter {
 public:
  TableWriter(const Table& table, Glyphs glyphs, bool colour)
      : table_(table),
        glyphs_(glyphs),
        colour_(colour),
        layout_(layout_of(table)),
        indent_(has_titles(table) ? kIndent : 0, ' ') {}

  std::string write() && {
    headings();
    rule();
    for (const TableGroup& group : table_.groups) {
      if (!group.title.empty()) line(painted(group.title, Paint::kHeading, colour_));
      for (const auto& cells : group.rows) line(row(cells));
    }
    return std::move(text_);
  }

 private:
  void line(std::string line) {
    line.erase(line.find_last_not_of(' ') + 1);
    text_ += line + "\n";
  }

  std::string row(const std::vector<std::string>& cells) const {
    std::string text = indent_;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (i > 0) text.append(kGap, ' ');
      const std::string blanks(layout_.widths[i] - display_width(cells[i]), ' ');
      text += table_.columns[i].align == Align::kRight ? blanks + cells[i] : cells[i] + blanks;
    }
    return text;
  }

  void headings() {
    std::vector<std::string> upper;
    std::vector<std::string> lower;
    bool two_lines = false;
    for (const auto& [first, second] : layout_.headings) {
      two_lines = two_lines || !first.empty();
      upper.push_back(painted(first, Paint::kHeading, colour_));
      lower.push_back(painted(second, Paint::kHeading, colour_));
    }
    if (two_lines) line(row(upper));
    line(row(lower));
  }

  void rule() {
    std::string text = indent_;
    for (std::size_t i = 0; i < layout_.widths.size(); ++i) {
      if (i > 0) text.append(kGap, ' ');
      for (std::size_t place = 0; place < layout_.widths[i]; ++place) {
        text += glyphs_ == Glyphs::kUtf8 ? "─" : "-";
      }
    }
    line(painted(text, Paint::kAside, colour_));
  }

  const Table& table_;
  Glyphs glyphs_;
  bool colour_;
  Layout layout_;
  std::string indent_;
  std::string text_;
};

}  // namespace

std::size_t table_width(const Table& table) {
  std::size_t width = has_titles(table) ? kIndent : 0;
  for (const std::size_t column : layout_of(table).widths) width += column + kGap;
  return width - std::min(width, kGap);
}

std::string render_table(const Table& table, Glyphs glyphs, bool colour) {
  return TableWriter(table, glyphs, colour).write();
}

}  // namespace overt::cli
