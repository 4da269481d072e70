// How a table is made to fit the width of a terminal.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <ranges>
#include <utility>

#include "cli/paint.h"
#include "cli/table.h"

namespace overt::cli {
namespace {

// A key is cut to no less than this: below, keys would no longer be told apart.
constexpr std::size_t kKeyColumnsMin = 12;

constexpr std::size_t kRecordIndent = 2;

void erase_column(Table& table, std::size_t column) {
  const auto place = static_cast<std::ptrdiff_t>(column);
  table.columns.erase(table.columns.begin() + place);
  for (TableGroup& group : table.groups) {
    for (auto& row : group.rows) row.erase(row.begin() + place);
  }
}

// Gives back the headings of what went, in their order.
std::vector<std::string> leave_columns_out(Table& table, std::size_t width) {
  std::vector<std::string> left_out;
  while (table_width(table) > width) {
    const auto last = std::ranges::find(table.columns | std::views::reverse,
                                        Importance::kIfThereIsRoom, &TableColumn::importance);
    if (last == table.columns.rend()) break;
    left_out.insert(left_out.begin(), last->heading);
    erase_column(table, static_cast<std::size_t>(table.columns.rend() - last) - 1);
  }
  return left_out;
}

// Cuts the last key, which has the most to say, by as much as is too much, if that is enough.
void cut_keys(Table& table, std::size_t width, Glyphs glyphs) {
  for (std::size_t i = table.columns.size(); i-- > 0;) {
    const std::size_t now = table_width(table);
    if (now <= width) return;
    if (table.columns[i].importance != Importance::kKey) continue;
    std::size_t widest = 0;
    for (const TableGroup& group : table.groups) {
      for (const auto& row : group.rows) widest = std::max(widest, display_width(row[i]));
    }
    const std::size_t too_much = now - width;
    const std::size_t columns = std::max(widest > too_much ? widest - too_much : 0, kKeyColumnsMin);
    for (TableGroup& group : table.groups) {
      for (auto& row : group.rows) row[i] = clipped(row[i], columns, glyphs);
    }
  }
}

std::string indented(const std::string& lines, std::size_t columns) {
  std::string text;
  for (std::string_view rest = lines; !rest.empty();) {
    const std::size_t end = rest.find('\n') + 1;
    text.append(columns, ' ').append(rest.substr(0, end));
    rest.remove_prefix(end);
  }
  return text;
}

// "key / key", and below it each other cell after its heading.
std::string record(const std::vector<TableColumn>& columns, const std::string& title,
                   const std::vector<std::string>& row, const TextStyle& style) {
  std::vector<std::string> keys;
  std::string values;
  if (!title.empty()) keys.push_back(title);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].importance == Importance::kKey) {
      keys.push_back(row[i]);
    } else {
      const auto begin = row[i].find_first_not_of(' ');
      const std::string value = begin == std::string::npos ? "" : row[i].substr(begin);
      values += indented(
          wrapped(fmt::format("{}: {}", columns[i].heading, value), style.width - kRecordIndent),
          kRecordIndent);
    }
  }
  const std::string key =
      clipped(fmt::format("{}", fmt::join(keys, " / ")), style.width, style.glyphs);
  return painted(key, Paint::kHeading, style.colour) + "\n" + values;
}

std::string render_records(const Table& table, const TextStyle& style) {
  std::string text;
  for (const TableGroup& group : table.groups) {
    for (const auto& row : group.rows) text += record(table.columns, group.title, row, style);
  }
  return text;
}

}  // namespace

std::string render_to_fit(Table table, const TextStyle& style) {
  const Table whole = table;
  const std::vector<std::string> left_out = leave_columns_out(table, style.width);
  cut_keys(table, style.width, style.glyphs);
  if (table_width(table) > style.width) return render_records(whole, style);
  for (TableGroup& group : table.groups) {
    group.title = clipped(group.title, style.width, style.glyphs);
  }
  std::string text = render_table(table, style.glyphs, style.colour);
  if (left_out.empty()) return text;
  const std::string note = wrapped(
      fmt::format("Left out, for want of room: {}.", fmt::join(left_out, ", ")), style.width);
  return text +
         painted(std::string_view(note).substr(0, note.size() - 1), Paint::kAside, style.colour) +
         "\n";
}

}  // namespace overt::cli
