#include "reports/report_json.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>

#include "reports/catalogue.h"

namespace overt {
namespace {

using Json = nlohmann::ordered_json;

Json day_json(const std::string& day) { return day.empty() ? Json() : Json(day); }

template <typename Number>
Json optional_json(const std::optional<Number>& number) {
  return number ? Json(*number) : Json();
}

Json estimate_json(const DurationEstimate& estimate) {
  return {{"ms", estimate.ms},
          {"low", optional_json(estimate.low_ms)},
          {"high", optional_json(estimate.high_ms)}};
}

struct CellEncoder {
  Json operator()(std::monostate /*none*/) const { return {}; }
  Json operator()(std::int64_t number) const { return number; }
  Json operator()(const std::string& text) const { return text; }
  Json operator()(const Share& share) const {
    const Interval interval = wilson_interval(share);
    Json json{{"count", share.count}, {"of", share.of}, {"share", nullptr}};
    if (share.of > 0) {
      json["share"] =
          to_millionth(static_cast<double>(share.count) / static_cast<double>(share.of));
    }
    json["low"] = to_millionth(interval.low);
    json["high"] = to_millionth(interval.high);
    return json;
  }
  Json operator()(const ShareChange& change) const {
    const Interval interval = difference_interval(change);
    return {{"now", (*this)(change.now)},
            {"before", (*this)(change.before)},
            {"low", to_millionth(interval.low)},
            {"high", to_millionth(interval.high)},
            {"verdict", to_string(verdict_of(change))}};
  }
  Json operator()(const DurationChange& change) const {
    return {{"now", estimate_json(change.now)},
            {"before", estimate_json(change.before)},
            {"verdict", to_string(verdict_of(change))}};
  }
};

Json coverage_json(const Coverage& coverage) {
  return {{"events", coverage.events},
          {"runs", coverage.runs},
          {"projects", coverage.projects},
          {"runsWithoutProject", coverage.runs_without_project},
          {"firstDay", day_json(coverage.first_day)},
          {"lastDay", day_json(coverage.last_day)},
          {"apps", coverage.apps}};
}

Json answers_json(const std::vector<ReportAnswer>& answers) {
  Json json = Json::array();
  for (const ReportAnswer& answer : answers) {
    json.push_back(
        {{"app", answer.app}, {"verdict", answer.verdict}, {"en", answer.en}, {"ru", answer.ru}});
  }
  return json;
}

// The functions below throw: nlohmann's exceptions for a wrong type, NotAReport for the rest. They
// end in report_from_json().
struct NotAReport {
  std::string reason;
};

std::string day_from(const Json& json) {
  return json.is_null() ? std::string() : json.get<std::string>();
}

std::int64_t integer_from(const Json& json) {
  if (!json.is_number_integer()) throw NotAReport{"a number is not an integer"};
  return json.get<std::int64_t>();
}

Share share_from(const Json& json) {
  const Share share{.count = integer_from(json.at("count")), .of = integer_from(json.at("of"))};
  if (share.count < 0 || share.count > share.of) throw NotAReport{"a share is out of its range"};
  return share;
}

std::optional<std::int64_t> optional_from(const Json& json) {
  return json.is_null() ? std::nullopt : std::optional(integer_from(json));
}

DurationEstimate estimate_from(const Json& json) {
  return {.ms = integer_from(json.at("ms")),
          .low_ms = optional_from(json.at("low")),
          .high_ms = optional_from(json.at("high"))};
}

ReportCell cell_from(const Json& json, ColumnKind kind) {
  if (json.is_null()) return {};
  switch (kind) {
    case ColumnKind::kCount:
    case ColumnKind::kDurationMs:
    case ColumnKind::kDays:
      return integer_from(json);
    case ColumnKind::kShare:
      return share_from(json);
    case ColumnKind::kText:
    case ColumnKind::kDate:
      return json.get<std::string>();
    case ColumnKind::kShareChange:
      return ShareChange{.now = share_from(json.at("now")),
                         .before = share_from(json.at("before"))};
    case ColumnKind::kDurationChange:
      return DurationChange{.now = estimate_from(json.at("now")),
                            .before = estimate_from(json.at("before"))};
  }
  return {};
}

Coverage coverage_from(const Json& json) {
  return {.events = integer_from(json.at("events")),
          .runs = integer_from(json.at("runs")),
          .projects = integer_from(json.at("projects")),
          .runs_without_project = integer_from(json.at("runsWithoutProject")),
          .first_day = day_from(json.at("firstDay")),
          .last_day = day_from(json.at("lastDay")),
          .apps = json.at("apps").get<std::vector<std::string>>()};
}

std::vector<Column> columns_from(const Json& json) {
  std::vector<Column> columns;
  for (const Json& column : json) {
    const auto kind = column_kind_from_string(column.at("kind").get<std::string>());
    if (!kind) throw NotAReport{kind.error().message};
    columns.push_back({.name = column.at("name").get<std::string>(), .kind = *kind});
  }
  return columns;
}

std::vector<std::vector<ReportCell>> rows_from(const Json& json,
                                               const std::vector<Column>& columns) {
  std::vector<std::vector<ReportCell>> rows;
  for (const Json& cells : json) {
    if (!cells.is_array() || cells.size() != columns.size()) {
      throw NotAReport{"a row does not fit the columns"};
    }
    auto& row = rows.emplace_back();
    for (std::size_t i = 0; i < columns.size(); ++i) {
      row.push_back(cell_from(cells[i], columns[i].kind));
    }
  }
  return rows;
}

std::vector<std::pair<std::string, std::string>> filters_from(const Json& json) {
  std::vector<std::pair<std::string, std::string>> filters;
  for (const auto& [name, value] : json.items()) {
    filters.emplace_back(name, value.get<std::string>());
  }
  return filters;
}

std::vector<ReportAnswer> answers_from(const Json& json) {
  std::vector<ReportAnswer> answers;
  for (const Json& answer : json) {
    answers.push_back({.app = answer.at("app").get<std::string>(),
                       .verdict = answer.at("verdict").get<std::string>(),
                       .en = answer.at("en").get<std::string>(),
                       .ru = answer.at("ru").get<std::string>()});
  }
  return answers;
}

// What an older collector does not tell is as if it had not been asked.
void read_newer_keys(const Json& json, Report& report) {
  report.about = json.value("about", report.about);
  report.per = json.value("per", report.per);
  if (const auto until = json.find("untilMs"); until != json.end() && !until->is_null()) {
    report.until_ms = integer_from(*until);
  }
  if (const auto answers = json.find("answers"); answers != json.end()) {
    report.answers = answers_from(*answers);
  }
}

Report report_from(const Json& json) {
  Report report{.name = json.at("name").get<std::string>(),
                .title = json.at("title").get<std::string>(),
                .question = json.at("question").get<std::string>(),
                .about = {},
                .since_ms = integer_from(json.at("sinceMs")),
                .now_ms = integer_from(json.at("nowMs")),
                .filters = filters_from(json.at("filters")),
                .columns = columns_from(json.at("columns")),
                .rows = {},
                .answers = {},
                .coverage = coverage_from(json.at("coverage"))};
  report.rows = rows_from(json.at("rows"), report.columns);
  read_newer_keys(json, report);
  return report;
}

}  // namespace

std::string to_json(const Report& report) {
  Json columns = Json::array();
  for (const Column& column : report.columns) {
    columns.push_back({{"name", column.name}, {"kind", to_string(column.kind)}});
  }
  Json rows = Json::array();
  for (const auto& cells : report.rows) {
    Json row = Json::array();
    for (const ReportCell& cell : cells) row.push_back(std::visit(CellEncoder(), cell));
    rows.push_back(std::move(row));
  }
  Json filters = Json::object();
  for (const auto& [name, value] : report.filters) filters[name] = value;
  const Json json{{"name", report.name},
                  {"title", report.title},
                  {"question", report.question},
                  {"about", report.about},
                  {"per", report.per},
                  {"sinceMs", report.since_ms},
                  {"untilMs", report.until_ms == 0 ? Json() : Json(report.until_ms)},
                  {"nowMs", report.now_ms},
                  {"filters", std::move(filters)},
                  {"coverage", coverage_json(report.coverage)},
                  {"answers", answers_json(report.answers)},
                  {"columns", std::move(columns)},
                  {"rows", std::move(rows)}};
  // Text that is not UTF-8 must not cost the report.
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<Report> report_from_json(std::string_view text) {
  try {
    return report_from(Json::parse(text));
  } catch (const NotAReport& error) {
    return Error{"not a report: " + error.reason};
  } catch (const nlohmann::json::exception& error) {
    return Error{fmt::format("not a report: {}", error.what())};
  }
}

}  // namespace overt
