#include "cli/answer_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <variant>
#include <vector>

#include "cli/table.h"
#include "reports/csv_field.h"

namespace overt::cli {
namespace {

// As digits: a number may be a year.
struct PlainText {
  std::string operator()(std::monostate /*none*/) const { return ""; }
  std::string operator()(bool flag) const { return flag ? "true" : "false"; }
  std::string operator()(std::int64_t number) const { return fmt::format("{}", number); }
  std::string operator()(double number) const { return fmt::format("{}", number); }
  std::string operator()(const std::string& text) const { return text; }
};

std::string table_cell(const Cell& cell) {
  if (std::holds_alternative<std::monostate>(cell)) return "-";
  return printable(std::visit(PlainText(), cell));
}

std::string csv_cell(const Cell& cell) {
  const std::string text = std::visit(PlainText(), cell);
  return std::holds_alternative<std::string>(cell) ? csv_field(text) : text;
}

bool is_number(const Cell& cell) {
  return std::holds_alternative<std::int64_t>(cell) || std::holds_alternative<double>(cell) ||
         std::holds_alternative<std::monostate>(cell);
}

std::string line_of(const std::vector<std::string>& fields) {
  return fmt::format("{}\r\n", fmt::join(fields, ","));
}

}  // namespace

std::string answer_table(const AskAnswer& answer, Glyphs glyphs) {
  const QueryResult& result = answer.result;
  Table table;
  for (std::size_t i = 0; i < result.columns.size(); ++i) {
    const bool is_of_numbers =
        std::ranges::all_of(result.rows, [i](const auto& row) { return is_number(row[i]); });
    table.columns.push_back(
        {printable(result.columns[i]), is_of_numbers ? Align::kRight : Align::kLeft});
  }
  TableGroup& rows = table.groups.emplace_back();
  for (const auto& row : result.rows) {
    auto& cells = rows.rows.emplace_back();
    for (const Cell& cell : row) cells.push_back(table_cell(cell));
  }
  return render_table(table, glyphs);
}

std::string answer_csv(const AskAnswer& answer) {
  std::vector<std::string> fields;
  fields.reserve(answer.result.columns.size());
  for (const std::string& column : answer.result.columns) fields.push_back(csv_field(column));
  std::string csv = line_of(fields);
  for (const auto& row : answer.result.rows) {
    fields.clear();
    for (const Cell& cell : row) fields.push_back(csv_cell(cell));
    csv += line_of(fields);
  }
  return csv;
}

std::string ask_tables_text(Glyphs glyphs) {
  std::string text;
  for (const AskTable& table : ask_tables()) {
    Table columns{.columns = {{"column"}, {"type"}, {"meaning"}}, .groups = {}};
    TableGroup& rows = columns.groups.emplace_back();
    for (const AskColumn& column : table.columns) {
      rows.rows.push_back(
          {std::string(column.name), std::string(column.type), std::string(column.meaning)});
    }
    text += fmt::format("{}{}: {}\n\n{}", text.empty() ? "" : "\n", table.name, table.meaning,
                        render_table(columns, glyphs));
  }
  return text;
}

}  // namespace overt::cli
