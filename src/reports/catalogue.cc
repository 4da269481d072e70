#include "reports/catalogue.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

#include "reports/answers.h"
#include "reports/embedded_sql.h"

namespace overt {
namespace {

constexpr std::array<std::pair<ColumnKind, std::string_view>, 8> kKindNames = {{
    {ColumnKind::kText, "text"},
    {ColumnKind::kCount, "count"},
    {ColumnKind::kShare, "share"},
    {ColumnKind::kDurationMs, "duration_ms"},
    {ColumnKind::kDays, "days"},
    {ColumnKind::kDate, "date"},
    {ColumnKind::kShareChange, "share_change"},
    {ColumnKind::kDurationChange, "duration_change"},
}};

// Two parts of every report, and a question of its own kind: not reports.
constexpr std::string_view kUsage = "usage";
constexpr std::string_view kCoverage = "coverage";
constexpr std::string_view kLatestEvents = "latest-events";
constexpr std::array kNoReports = {kUsage, kCoverage, kLatestEvents};

bool is_twin(std::string_view name) { return name.find('.') != std::string_view::npos; }

Column parse_column(std::string_view text) {
  const auto space = text.find(' ');
  assert(space != std::string_view::npos);
  const auto kind = column_kind_from_string(text.substr(space + 1));
  assert(kind.ok());
  return {.name = std::string(text.substr(0, space)), .kind = *kind};
}

// One line of the first comment. A mistake in it is a bug of this build, not of its user.
void parse_comment_line(std::string_view line, ReportQuery& query) {
  const auto value_after = [line](std::string_view key) {
    return line.starts_with(key) ? line.substr(key.size()) : std::string_view();
  };
  if (const auto title = value_after("-- title: "); !title.empty()) {
    query.title = title;
  } else if (const auto question = value_after("-- question: "); !question.empty()) {
    query.question = question;
  } else if (const auto about = value_after("-- about: "); !about.empty()) {
    query.about = about;
  } else if (const auto answer = value_after("-- answer: "); !answer.empty()) {
    assert(is_answer_rule(answer));
    query.answer = answer;
  } else if (const auto column = value_after("-- column: "); !column.empty()) {
    query.columns.push_back(parse_column(column));
  }
}

// What follows the first `--` alone. Another one parts paragraphs.
std::string parse_rules(std::string_view text) {
  constexpr std::string_view kBegin = "\n--\n";
  std::string rules;
  text.remove_prefix(std::min(text.find(kBegin) + kBegin.size(), text.size()));
  while (text.starts_with("--")) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (line == "--") {
      rules += '\n';
    } else {
      if (!rules.empty() && !rules.ends_with('\n')) rules += ' ';
      rules += line.substr(std::string_view("-- ").size());
    }
  }
  return rules;
}

ReportQuery parse_report(const EmbeddedSql& file) {
  ReportQuery query{.name = std::string(file.name),
                    .title = {},
                    .question = {},
                    .rules = parse_rules(file.text),
                    .about = {},
                    .answer = {},
                    .columns = {},
                    .sql = std::string(file.text)};
  std::string_view rest = file.text;
  while (rest.starts_with("-- ")) {
    const auto end = rest.find('\n');
    parse_comment_line(rest.substr(0, end), query);
    rest.remove_prefix(end + 1);
  }
  return query;
}

}  // namespace

std::vector<ReportQuery> report_catalogue() {
  std::vector<ReportQuery> catalogue;
  for (const EmbeddedSql& file : embedded_sql()) {
    const bool is_report =
        !is_twin(file.name) && std::ranges::find(kNoReports, file.name) == kNoReports.end();
    if (is_report) catalogue.push_back(parse_report(file));
  }
  return catalogue;
}

Result<ReportQuery> find_report(std::string_view name) {
  std::vector<std::string> names;
  for (ReportQuery& query : report_catalogue()) {
    if (query.name == name) return std::move(query);
    names.push_back(query.name);
  }
  return Error{fmt::format("no report is named {}; there are: {}", name.substr(0, 64),
                           fmt::join(names, ", "))};
}

std::string_view sql_of(std::string_view name, std::string_view dialect) {
  const std::string wanted =
      std::string(name) + (dialect.empty() ? "" : ".") + std::string(dialect);
  for (const EmbeddedSql& file : embedded_sql()) {
    if (file.name == wanted) return file.text;
  }
  assert(false && "a .sql file is missing from src/reports/CMakeLists.txt");
  return {};
}

std::string without_comments(std::string_view sql) {
  std::string rest;
  while (!sql.empty()) {
    const std::string_view line = sql.substr(0, std::min(sql.find('\n'), sql.size() - 1) + 1);
    if (!line.starts_with("--")) rest += line;
    sql.remove_prefix(line.size());
  }
  return rest;
}

std::string_view usage_sql() { return sql_of(kUsage); }

std::string_view coverage_sql() { return sql_of(kCoverage); }

std::string_view latest_events_sql(std::string_view dialect) {
  return sql_of(kLatestEvents, dialect);
}

std::vector<std::string> sql_columns(const Column& column) {
  const std::string& name = column.name;
  switch (column.kind) {
    case ColumnKind::kShare:
      return {name, name + "_of"};
    case ColumnKind::kShareChange:
      return {name, name + "_of", name + "_before", name + "_before_of"};
    case ColumnKind::kDurationChange:
      return {name,
              name + "_low",
              name + "_high",
              name + "_before",
              name + "_low_before",
              name + "_high_before"};
    default:
      return {name};
  }
}

std::string_view to_string(ColumnKind kind) {
  for (const auto& [known, name] : kKindNames) {
    if (known == kind) return name;
  }
  assert(false);
  return {};
}

Result<ColumnKind> column_kind_from_string(std::string_view name) {
  for (const auto& [kind, known] : kKindNames) {
    if (known == name) return kind;
  }
  return Error{fmt::format("no kind of column is named {}", name.substr(0, 64))};
}

}  // namespace overt
