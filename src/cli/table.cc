#include "cli/table.h"

#include <algorithm>

namespace overt::cli {
namespace {

constexpr std::size_t kGap = 2;     // between columns
constexpr std::size_t kIndent = 2;  // of rows below a title

bool has_titles(const Table& table) {
  return std::ranges::any_of(table.groups,
                             [](const TableGroup& group) { return !group.title.empty(); });
}

std::vector<std::size_t> column_widths(const Table& table) {
  std::vector<std::size_t> widths;
  widths.reserve(table.columns.size());
  for (const TableColumn& column : table.columns) widths.push_back(display_width(column.heading));
  for (const TableGroup& group : table.groups) {
    for (const auto& row : group.rows) {
      for (std::size_t i = 0; i < widths.size(); ++i) {
        widths[i] = std::max(widths[i], display_width(row[i]));
      }
    }
  }
  return widths;
}

class TableWriter {
 public:
  TableWriter(const Table& table, Glyphs glyphs)
      : table_(table),
        glyphs_(glyphs),
        widths_(column_widths(table)),
        indent_(has_titles(table) ? kIndent : 0, ' ') {}

  std::string write() && {
    std::vector<std::string> headings;
    headings.reserve(table_.columns.size());
    for (const TableColumn& column : table_.columns) headings.push_back(column.heading);
    row(headings);
    rule();
    for (const TableGroup& group : table_.groups) {
      if (!group.title.empty()) line(group.title);
      for (const auto& cells : group.rows) row(cells);
    }
    return std::move(text_);
  }

 private:
  void line(std::string line) {
    line.erase(line.find_last_not_of(' ') + 1);
    text_ += line + "\n";
  }

  void row(const std::vector<std::string>& cells) {
    std::string text = indent_;
    for (std::size_t i = 0; i < widths_.size(); ++i) {
      if (i > 0) text.append(kGap, ' ');
      const std::string blanks(widths_[i] - display_width(cells[i]), ' ');
      text += table_.columns[i].align == Align::kRight ? blanks + cells[i] : cells[i] + blanks;
    }
    line(std::move(text));
  }

  void rule() {
    std::string text = indent_;
    for (std::size_t i = 0; i < widths_.size(); ++i) {
      if (i > 0) text.append(kGap, ' ');
      for (std::size_t place = 0; place < widths_[i]; ++place) {
        text += glyphs_ == Glyphs::kUtf8 ? "─" : "-";
      }
    }
    line(std::move(text));
  }

  const Table& table_;
  Glyphs glyphs_;
  std::vector<std::size_t> widths_;
  std::string indent_;
  std::string text_;
};

}  // namespace

std::size_t table_width(const Table& table) {
  std::size_t width = has_titles(table) ? kIndent : 0;
  for (const std::size_t column : column_widths(table)) width += column + kGap;
  return width - std::min(width, kGap);
}

std::string render_table(const Table& table, Glyphs glyphs) {
  return TableWriter(table, glyphs).write();
}

}  // namespace overt::cli
