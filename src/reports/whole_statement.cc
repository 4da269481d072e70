#include "reports/whole_statement.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <initializer_list>
#include <utility>
#include <vector>

#include "reports/catalogue.h"
#include "store/run_row.h"

namespace overt {
namespace {

// 9999-12-31: after any day there is.
constexpr std::int32_t kEndOfDays = 2'932'896;

std::string date_sql(std::int64_t day) { return fmt::format("DATE '1970-01-01' + ({})", day); }

// What stands for each {placeholder} of a .sql file.
struct Placeholders {
  std::string first_day;
  std::string end_day;
  std::string closed_day;
  std::string today;
  std::string by_environment;
  std::string by_command;
  std::string by_command_before_yesterday;
  std::string ever;
  std::string options_of_projects;
  std::string unasked;
  std::string usage_filter;
  std::string timing_filter;
  std::string other_event_filter;
  std::string refusal_filter;
};

// Conditions that no question asks for cost a report nothing.
using Conditions = std::vector<std::string>;

// Of a row of `command`.
Conditions of_command(const Question& question) {
  Conditions conditions;
  if (!question.app.empty()) conditions.emplace_back("app = $app");
  if (!question.command.empty()) conditions.emplace_back("command = $command");
  return conditions;
}

// Of a row of `version`, or of `environment` as far as it has a version.
Conditions of_version(const Question& question) {
  Conditions conditions;
  if (!question.version.empty()) conditions.emplace_back("version = $version");
  return conditions;
}

// Of a row of `environment`, which knows its app.
Conditions of_environment(const Question& question) {
  Conditions conditions = of_version(question);
  if (!question.app.empty()) conditions.emplace_back("app = $app");
  return conditions;
}

// Of a row that has `ci`.
Conditions of_place(const Question& question) {
  if (question.where == "ci") return {"ci"};
  if (question.where == "local") return {"NOT ci"};
  return {};
}

// That the rows of `table` which `column` numbers meet the conditions.
Conditions in_dictionary(std::string_view column, std::string_view table,
                         const Conditions& conditions) {
  if (conditions.empty()) return {};
  return {fmt::format("{} IN (SELECT id FROM {} WHERE {})", column, table,
                      fmt::join(conditions, " AND "))};
}

std::string where_sql(std::initializer_list<Conditions> parts) {
  Conditions all;
  for (const Conditions& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all.empty() ? "" : fmt::format("WHERE {}", fmt::join(all, " AND "));
}

// Other events and refusals are counted by fewer things: what they do not tell leaves nothing.
std::string other_event_filter(const Question& question) {
  Conditions environment = of_version(question);
  for (std::string& place : of_place(question)) environment.push_back(std::move(place));
  std::string filter;
  for (const Conditions& part : {in_dictionary("o.command", "command", of_command(question)),
                                 in_dictionary("o.environment", "environment", environment)}) {
    for (const std::string& condition : part) filter += " AND " + condition;
  }
  return filter;
}

std::string refusal_filter(const Question& question) {
  std::string filter;
  if (!question.app.empty()) filter += " AND app = $app";
  if (!question.version.empty()) filter += " AND version = $version";
  if (!question.command.empty() || question.where != "all") filter += " AND false";
  return filter;
}

// The days that a question is about, and up to which they are closed.
struct Days {
  std::int32_t first = 0;
  std::int32_t end = 0;
  std::int32_t closed = 0;
};

std::string usage_filter(const Question& question) {
  return where_sql({in_dictionary("command", "command", of_command(question)),
                    in_dictionary("environment", "environment", of_version(question)),
                    of_place(question)});
}

// Counts of weeks and, at both ends, of days; of `what`, environments or commands.
std::string select_weeks(std::string_view what, const Days& days, const std::string& filter) {
  std::int32_t first_week = monday_of(days.first + 6);
  std::int32_t end_week = std::min(monday_of(days.end), monday_of(days.closed + 1));
  if (first_week >= end_week) first_week = end_week = days.first;
  return fmt::format("SELECT * FROM usage_of_{}({}, {}, {}, {}, {}) {}", what, date_sql(days.first),
                     date_sql(days.end), date_sql(first_week), date_sql(end_week),
                     date_sql(days.closed), filter);
}

std::string select_days(const Days& days, const Question& question) {
  return fmt::format("SELECT *, day AS first_day, day AS last_day FROM usage({}, {}, {}) {}",
                     date_sql(days.first), date_sql(days.end), date_sql(days.closed),
                     usage_filter(question));
}

// Weeks of environments know no commands: who asks for one is told from the days.
std::string by_environment(const Days& days, const Question& question, bool in_weeks) {
  if (!in_weeks || !question.command.empty()) return select_days(days, question);
  return select_weeks(
      "environments", days,
      where_sql({in_dictionary("environment", "environment", of_environment(question)),
                 of_place(question)}));
}

// And those of commands no versions.
std::string by_command(const Days& days, const Question& question, bool in_weeks) {
  if (!in_weeks || !question.version.empty()) return select_days(days, question);
  return select_weeks(
      "commands", days,
      where_sql({in_dictionary("command", "command", of_command(question)), of_place(question)}));
}

std::string options_of_projects(const Days& days, const Question& question) {
  if (question.version.empty()) {
    return select_weeks(
        "options", days,
        where_sql({in_dictionary("command", "command", of_command(question)), of_place(question)}));
  }
  const Conditions started = {"started > 0", "options <> 0", "project <> 0"};
  return fmt::format("SELECT project, command, ci, options FROM ({}) {}",
                     select_days(days, question), where_sql({started}));
}

// Who asks about some days is told of the others; who asks about some runs of them, of all.
std::string unasked(const Days& days, const Question& question) {
  const Question of_app{.app = question.app};
  const Days before{.first = kNoDay, .end = days.first, .closed = days.closed};
  const Days after{.first = days.end, .end = kEndOfDays, .closed = days.closed};
  const bool all_runs =
      question.command.empty() && question.version.empty() && question.where == "all";
  if (!all_runs) return select_days({kNoDay, kEndOfDays, days.closed}, of_app);
  return fmt::format("{} UNION ALL {}", select_days(before, of_app), select_days(after, of_app));
}

Placeholders placeholders_of(std::string_view sql, const Question& question,
                             std::int32_t closed_day) {
  // Of no end: some days after now, for a clock that was set back.
  constexpr std::int32_t kDaysAfterNow = 36'500;
  const Days days{.first = day_of(question.since_ms),
                  .end = question.until_ms == 0 ? day_of(question.now_ms) + kDaysAfterNow
                                                : day_of(question.until_ms),
                  .closed = closed_day};
  const Days ever{.first = kNoDay, .end = days.end, .closed = closed_day};
  Days before_yesterday = days;
  before_yesterday.end = std::max(days.first, std::min(days.end, day_of(question.now_ms) - 1));
  // Weeks tell no days and no months apart.
  const bool in_weeks = question.per == "week" || sql.find("$per") == std::string_view::npos;
  return {.first_day = date_sql(days.first),
          .end_day = date_sql(days.end),
          .closed_day = date_sql(closed_day),
          .today = date_sql(day_of(question.now_ms)),
          .by_environment = by_environment(days, question, in_weeks),
          .by_command = by_command(days, question, in_weeks),
          .by_command_before_yesterday = by_command(before_yesterday, question, in_weeks),
          .ever = by_environment(ever, question, in_weeks),
          .options_of_projects = options_of_projects(days, question),
          .unasked = unasked(days, question),
          .usage_filter = usage_filter(question),
          .timing_filter = where_sql({in_dictionary("command", "command", of_command(question)),
                                      in_dictionary("version", "version", of_version(question)),
                                      of_place(question)}),
          .other_event_filter = other_event_filter(question),
          .refusal_filter = refusal_filter(question)};
}

}  // namespace

std::string whole_statement(std::string_view sql, const Question& question,
                            std::int32_t closed_day) {
  const Placeholders values = placeholders_of(sql, question, closed_day);
  // A statement that begins with WITH of its own goes on with ours.
  std::string whole(usage_sql());
  const auto select = std::min(sql.find("\nSELECT"), sql.find("\nWITH "));
  std::string_view rest = sql.substr(std::min(select + 1, sql.size()));
  if (rest.starts_with("WITH ")) {
    whole += ", ";
    rest.remove_prefix(std::string_view("WITH ").size());
  }
  whole += rest;
  return fmt::format(
      fmt::runtime(whole), fmt::arg("placeholders", ""), fmt::arg("first_day", values.first_day),
      fmt::arg("end_day", values.end_day), fmt::arg("closed_day", values.closed_day),
      fmt::arg("today", values.today), fmt::arg("by_environment", values.by_environment),
      fmt::arg("by_command", values.by_command),
      fmt::arg("by_command_before_yesterday", values.by_command_before_yesterday),
      fmt::arg("ever", values.ever), fmt::arg("options_of_projects", values.options_of_projects),
      fmt::arg("unasked", values.unasked), fmt::arg("usage_filter", values.usage_filter),
      fmt::arg("timing_filter", values.timing_filter),
      fmt::arg("other_event_filter", values.other_event_filter),
      fmt::arg("refusal_filter", values.refusal_filter));
}

}  // namespace overt
