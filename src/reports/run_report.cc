#include "reports/run_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "reports/answers.h"
#include "reports/catalogue.h"
#include "reports/clickhouse_sql.h"
#include "reports/whole_statement.h"
#include "store/run_row.h"

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

// For assertions.
[[maybe_unused]] std::vector<std::string> sql_columns(const std::vector<Column>& columns) {
  std::vector<std::string> names;
  for (const Column& column : columns) {
    for (std::string& name : overt::sql_columns(column)) names.push_back(std::move(name));
  }
  return names;
}

std::optional<std::int64_t> optional_number(const Cell& cell) {
  const auto* integer = std::get_if<std::int64_t>(&cell);
  return integer == nullptr ? std::nullopt : std::optional(*integer);
}

bool is_null(const Cell& cell) { return std::holds_alternative<std::monostate>(cell); }

// A cell of the report, of as many of the statement's as its kind takes.
ReportCell report_cell(ColumnKind kind, std::span<const Cell> cells) {
  switch (kind) {
    case ColumnKind::kShare:
      return Share{.count = number(cells[0]), .of = number(cells[1])};
    case ColumnKind::kShareChange:
      return ShareChange{.now = {.count = number(cells[0]), .of = number(cells[1])},
                         .before = {.count = number(cells[2]), .of = number(cells[3])}};
    case ColumnKind::kDurationChange:
      if (is_null(cells[0]) || is_null(cells[3])) return {};
      return DurationChange{.now = {.ms = number(cells[0]),
                                    .low_ms = optional_number(cells[1]),
                                    .high_ms = optional_number(cells[2])},
                            .before = {.ms = number(cells[3]),
                                       .low_ms = optional_number(cells[4]),
                                       .high_ms = optional_number(cells[5])}};
    default:
      return report_cell(cells[0]);
  }
}

std::vector<ReportCell> report_row(const std::vector<Column>& columns,
                                   const std::vector<Cell>& cells) {
  std::vector<ReportCell> row;
  std::span<const Cell> rest = cells;
  for (const Column& column : columns) {
    const std::size_t taken = overt::sql_columns(column).size();
    row.push_back(report_cell(column.kind, rest.first(taken)));
    rest = rest.subspan(taken);
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

// Options are known without hyphens, and asked about with them.
std::string about_of(const ReportQuery& query, const Question& question) {
  const std::size_t hyphens = question.about.find_first_not_of('-');
  if (query.about != "option" || hyphens == std::string::npos) return question.about;
  return question.about.substr(hyphens);
}

QueryParameters parameters_of(const Question& question, const std::string& about) {
  return {{"about", about},
          {"app", question.app},
          {"command", question.command},
          {"version", question.version}};
}

std::vector<std::pair<std::string, std::string>> filters_of(const ReportQuery& query,
                                                            const Question& question,
                                                            const std::string& about) {
  std::vector<std::pair<std::string, std::string>> filters;
  if (!query.about.empty()) filters.emplace_back(query.about, about);
  if (!question.command.empty()) filters.emplace_back("command", question.command);
  if (!question.version.empty()) filters.emplace_back("version", question.version);
  if (question.where != "all") filters.emplace_back("where", question.where);
  return filters;
}

// Of the store itself: what was true of one a moment ago need not be of one that was filled anew
// and took its place.
Result<StoreState> read_state(Store& store, const QueryParameters& parameters) {
  const auto answer = store.query(
      "SELECT closed_day,"
      " (SELECT CASE WHEN bool_and(app = $app) THEN max(id) END FROM command),"
      " (SELECT CASE WHEN bool_and(app = $app) THEN max(id) END FROM environment)"
      " FROM store_state",
      parameters);
  if (!answer) return answer.error();
  const std::vector<Cell>& cells = answer->rows.at(0);
  return StoreState{.closed_day = static_cast<std::int32_t>(number(cells.at(0))),
                    .last_command = optional_number(cells.at(1)),
                    .last_environment = optional_number(cells.at(2))};
}

// What a report and its coverage are asked with.
class Asker {
 public:
  static Result<Asker> make(Store& store, const Question& question, const std::string& about,
                            const AskStore& ask) {
    Asker asker(store, question, about, ask);
    if (store.dialect() == kClickhouse) return asker;
    const auto state = read_state(store, asker.parameters_);
    if (!state) return state.error();
    asker.state_ = *state;
    return asker;
  }

  Result<QueryResult> ask(std::string_view name) const {
    if (store_.dialect() != kClickhouse) {
      return ask_(whole_statement(sql_of(name), question_, state_), parameters_);
    }
    const auto statement = clickhouse_statement(store_, name, question_, about_);
    if (!statement) return statement.error();
    return ask_(*statement, parameters_);
  }

 private:
  Asker(Store& store, const Question& question, const std::string& about, const AskStore& ask)
      : store_(store),
        question_(question),
        about_(about),
        ask_(ask),
        parameters_(parameters_of(question, about)) {}

  Store& store_;
  const Question& question_;
  const std::string& about_;
  const AskStore& ask_;
  QueryParameters parameters_;
  StoreState state_;  // of a store whose reports need it
};

Result<Coverage> run_coverage(const Asker& asker) {
  const auto answer = asker.ask("coverage");
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

std::string problem_of(const Question& question) {
  const auto is_one_of = [](std::string_view word, std::initializer_list<std::string_view> words) {
    return std::ranges::find(words, word) != words.end();
  };
  if (!is_one_of(question.where, {"all", "ci", "local"})) {
    return "where is not one of all, ci, local";
  }
  if (!is_one_of(question.per, {"day", "week", "month"})) {
    return "per is not one of day, week, month";
  }
  if (question.until_ms != 0 && day_of(question.until_ms) <= day_of(question.since_ms)) {
    return "until is not after since";
  }
  if (question.about.size() > kAboutBytesMax) {
    return fmt::format("about is longer than {} bytes", kAboutBytesMax);
  }
  return {};
}

std::string problem_of(const ReportQuery& query, const Question& question) {
  if (query.about.empty() && !question.about.empty()) {
    return fmt::format("about does not go with the report {}, which is about all", query.name);
  }
  if (!query.about.empty() && question.about.find_first_not_of('-') == std::string::npos) {
    return fmt::format("about is missing: the report {} needs to know which {}", query.name,
                       query.about);
  }
  if (query.about == "version" && !question.version.empty()) {
    return fmt::format("version does not go with the report {}, which is about one", query.name);
  }
  return problem_of(question);
}

Result<Report> run_report(Store& store, std::string_view name, const Question& question) {
  return run_report(store, name, question,
                    [&store](const std::string& sql, const QueryParameters& parameters) {
                      return store.query(sql, parameters);
                    });
}

Result<Report> run_report(Store& store, std::string_view name, const Question& question,
                          const AskStore& ask) {
  auto query = find_report(name);
  if (!query) return query.error();
  if (std::string problem = problem_of(*query, question); !problem.empty())
    return Error{std::move(problem)};
  const std::string about = about_of(*query, question);
  const auto asker = Asker::make(store, question, about, ask);
  if (!asker) return asker.error();
  // First what others ask for as well: while one of them waits for it, the store is whole for it.
  auto coverage = run_coverage(*asker);
  if (!coverage) return coverage.error();
  const auto answer = asker->ask(query->name);
  if (!answer) return answer.error();
  assert(answer->columns == sql_columns(query->columns));

  Report report{.name = std::move(query->name),
                .title = std::move(query->title),
                .question = std::move(query->question),
                .about = query->about,
                .per = question.per,
                .since_ms = question.since_ms,
                .until_ms = question.until_ms,
                .now_ms = question.now_ms,
                .filters = filters_of(*query, question, about),
                .columns = std::move(query->columns),
                .rows = {},
                .answers = {},
                .coverage = *std::move(coverage)};
  for (const auto& cells : answer->rows) report.rows.push_back(report_row(report.columns, cells));
  report.answers = answers_of(query->answer, report);
  return report;
}

}  // namespace overt
