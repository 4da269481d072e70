#include "reports/run_report.h"

#include <algorithm>
#include <cassert>
#include <string>
#include <utility>
#include <variant>

#include "reports/catalogue.h"

namespace overt {
namespace {

std::int64_t number(const Cell& cell) {
  const auto* integer = std::get_if<std::int64_t>(&cell);
  return integer == nullptr ? 0 : *integer;
}

std::string text(const Cell& cell) {
  const auto* string = std::get_if<std::string>(&cell);
  return string == nullptr ? std::string() : *string;
}

ReportCell report_cell(const Cell& cell) {
  if (const auto* integer = std::get_if<std::int64_t>(&cell)) return *integer;
  if (const auto* string = std::get_if<std::string>(&cell)) return *string;
  assert(std::holds_alternative<std::monostate>(cell) && "a report's column needs a cast");
  return {};
}

// The columns that a report's statement answers with; a share takes two. For assertions.
[[maybe_unused]] std::vector<std::string> sql_columns(const std::vector<Column>& columns) {
  std::vector<std::string> names;
  for (const Column& column : columns) {
    names.push_back(column.name);
    if (column.kind == ColumnKind::kShare) names.push_back(column.name + "_of");
  }
  return names;
}

std::vector<ReportCell> report_row(const std::vector<Column>& columns,
                                   const std::vector<Cell>& cells) {
  std::vector<ReportCell> row;
  std::size_t next = 0;
  for (const Column& column : columns) {
    if (column.kind == ColumnKind::kShare) {
      row.emplace_back(Share{.count = number(cells[next]), .of = number(cells[next + 1])});
      next += 2;
    } else {
      row.push_back(report_cell(cells[next]));
      next += 1;
    }
  }
  return row;
}

// Names of apps have no comma.
std::vector<std::string> split_apps(std::string_view joined) {
  std::vector<std::string> apps;
  while (!joined.empty()) {
    const auto comma = std::min(joined.find(','), joined.size());
    apps.emplace_back(joined.substr(0, comma));
    joined.remove_prefix(std::min(comma + 1, joined.size()));
  }
  return apps;
}

Result<Coverage> run_coverage(Store& store, const QueryParameters& parameters) {
  const auto answer = store.query(coverage_sql(), parameters);
  if (!answer) return answer.error();
  const std::vector<Cell>& cells = answer->rows.at(0);
  return Coverage{.events = number(cells.at(0)),
                  .runs = number(cells.at(1)),
                  .projects = number(cells.at(2)),
                  .runs_without_project = number(cells.at(3)),
                  .first_day = text(cells.at(4)),
                  .last_day = text(cells.at(5)),
                  .apps = split_apps(text(cells.at(6)))};
}

}  // namespace

Result<Report> run_report(Store& store, std::string_view name, std::string_view app,
                          std::int64_t since_ms, std::int64_t now_ms) {
  auto query = find_report(name);
  if (!query) return query.error();
  const QueryParameters parameters{.app = std::string(app), .since_ms = since_ms, .now_ms = now_ms};
  const auto answer = store.query(with_runs(query->sql), parameters);
  if (!answer) return answer.error();
  assert(answer->columns == sql_columns(query->columns));
  auto coverage = run_coverage(store, parameters);
  if (!coverage) return coverage.error();

  Report report{.name = std::move(query->name),
                .title = std::move(query->title),
                .question = std::move(query->question),
                .since_ms = since_ms,
                .now_ms = now_ms,
                .columns = std::move(query->columns),
                .rows = {},
                .coverage = *std::move(coverage)};
  for (const auto& cells : answer->rows) report.rows.push_back(report_row(report.columns, cells));
  return report;
}

}  // namespace overt
