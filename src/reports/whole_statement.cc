#include "reports/whole_statement.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <utility>
#include <vector>

#include "reports/catalogue.h"
#include "store/run_row.h"

namespace overt {
namespace {

// 9999-12-31: after any day there is.
constexpr std::int32_t kEndOfDays = 2'932'896;

std::string date_sql(std::int64_t day) { return fmt::format("DATE '1970-01-01' + ({})", day); }

// The first day of the period that `day` is in.
std::string begins_sql(std::string_view per) {
  if (per == "day") return "day";
  return per == "week" ? "CAST(date_trunc('week', day) AS DATE)"
                       : "CAST(date_trunc('month', day) AS DATE)";
}

// What stands for each {placeholder} of a .sql file.
struct Placeholders {
  std::string first_day;
  std::string end_day;
  std::string closed_day;
  std::string today;
  std::string begins;
  std::string by_environment;
  std::string by_command;
  std::string by_command_before_yesterday;
  std::string ever;
  std::string by_option_set;
  std::string options_of_projects;
  std::string unasked;
  std::string usage_filter;
  std::string timed;
  std::string other_event_filter;
  std::string refusal_filter;
};

// Conditions that no question asks for cost a report nothing.
using Conditions = std::vector<std::string>;

constexpr const char* kOfApp = "app = $app";

// Of a row of `command`.
Conditions of_command(const Question& question) {
  Conditions conditions;
  if (!question.app.empty()) conditions.emplace_back(kOfApp);
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
  if (!question.app.empty()) conditions.emplace_back(kOfApp);
  return conditions;
}

// Of a row that has `ci`.
Conditions of_place(const Question& question) {
  if (question.where == "ci") return {"ci"};
  if (question.where == "local") return {"NOT ci"};
  return {};
}

// That the rows of `table` which `column` numbers meet the conditions. Where all up to `last` are
// of the one app that is asked about, numbers are compared: to look up each costs a report a
// quarter.
Conditions in_dictionary(std::string_view column, std::string_view table,
                         const Conditions& conditions,
                         std::optional<std::int64_t> last = std::nullopt) {
  if (conditions.empty()) return {};
  if (last && conditions == Conditions{kOfApp}) return {fmt::format("{} <= {}", column, *last)};
  return {fmt::format("{} IN (SELECT id FROM {} WHERE {})", column, table,
                      fmt::join(conditions, " AND "))};
}

std::string where_sql(std::initializer_list<Conditions> parts) {
  Conditions all;
  for (const Conditions& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all.empty() ? "" : fmt::format("WHERE {}", fmt::join(all, " AND "));
}

// Other events and refusals are counted by fewer things: what they do not tell leaves nothing.
std::string other_event_filter(const Question& question, const StoreState& store) {
  Conditions environment = of_version(question);
  for (std::string& place : of_place(question)) environment.push_back(std::move(place));
  std::string filter;
  for (const Conditions& part :
       {in_dictionary("o.command", "command", of_command(question), store.last_command),
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

// Counts of weeks and, at both ends, of days, as `macro` of the store gives them.
std::string select_weeks(std::string_view macro, const Days& days, const std::string& filter) {
  std::int32_t first_week = monday_of(days.first + 6);
  std::int32_t end_week = std::min(monday_of(days.end), monday_of(days.closed + 1));
  if (first_week >= end_week) first_week = end_week = days.first;
  return fmt::format("SELECT * FROM {}({}, {}, {}, {}, {}) {}", macro, date_sql(days.first),
                     date_sql(days.end), date_sql(first_week), date_sql(end_week),
                     date_sql(days.closed), filter);
}

// What of the store's counts a question is about.
class Counts {
 public:
  Counts(const Question& question, const StoreState& store) : question_(question), store_(store) {}

  std::string usage_filter() const {
    return where_sql({in_commands("command"),
                      in_dictionary("environment", "environment", of_version(question_)),
                      of_place(question_)});
  }

  std::string timed(const Days& days, bool in_weeks) const {
    const std::string filter = filter_of_versions();
    if (in_weeks) return select_weeks("timing_of_weeks", days, filter);
    return fmt::format("SELECT * FROM timing({}, {}, {}) {}", date_sql(days.first),
                       date_sql(days.end), date_sql(days.closed), filter);
  }

  std::string select_days(const Days& days) const {
    return fmt::format("SELECT *, day AS first_day, day AS last_day FROM usage({}, {}, {}) {}",
                       date_sql(days.first), date_sql(days.end), date_sql(days.closed),
                       usage_filter());
  }

  // Days and weeks of environments know no commands: who asks for one is told from the facts.
  std::string by_environment(const Days& days, bool in_weeks) const {
    if (!question_.command.empty()) return select_days(days);
    const std::string filter =
        where_sql({in_dictionary("environment", "environment", of_environment(question_),
                                 store_.last_environment),
                   of_place(question_)});
    if (in_weeks) return select_weeks("usage_of_environments", days, filter);
    return fmt::format("SELECT * FROM usage_of_environment_days({}, {}, {}) {}",
                       date_sql(days.first), date_sql(days.end), date_sql(days.closed), filter);
  }

  // And those of commands no versions.
  std::string by_command(const Days& days, bool in_weeks) const {
    if (!in_weeks || !question_.version.empty()) return select_days(days);
    return select_weeks("usage_of_commands", days,
                        where_sql({in_commands("command"), of_place(question_)}));
  }

  std::string by_option_set(const Days& days) const {
    return select_weeks("usage_of_option_sets", days, filter_of_versions());
  }

  std::string options_of_projects(const Days& days) const {
    if (question_.version.empty()) {
      return select_weeks("usage_of_options", days,
                          where_sql({in_commands("command"), of_place(question_)}));
    }
    const Conditions started = {"started > 0", "options <> 0", "project <> 0"};
    return fmt::format("SELECT project, command, ci, options FROM ({}) {}", select_days(days),
                       where_sql({started}));
  }

  // Who asks about some days is told of the others; who asks about some runs of them, of all.
  std::string unasked(const Days& days) const {
    const Question of_app{.app = question_.app};
    const Counts all(of_app, store_);
    const bool all_runs =
        question_.command.empty() && question_.version.empty() && question_.where == "all";
    if (!all_runs) return all.by_option_set({kNoDay, kEndOfDays, days.closed});
    return fmt::format("{} UNION ALL {}", all.by_option_set({kNoDay, days.first, days.closed}),
                       all.by_option_set({days.end, kEndOfDays, days.closed}));
  }

 private:
  Conditions in_commands(std::string_view column) const {
    return in_dictionary(column, "command", of_command(question_), store_.last_command);
  }

  // Of rows that have a command, a version and CI.
  std::string filter_of_versions() const {
    return where_sql({in_commands("command"),
                      in_dictionary("version", "version", of_version(question_)),
                      of_place(question_)});
  }

  const Question& question_;
  const StoreState& store_;
};

Placeholders placeholders_of(std::string_view sql, const Question& question,
                             const StoreState& store) {
  // Of no end: some days after now, for a clock that was set back.
  constexpr std::int32_t kDaysAfterNow = 36'500;
  const Days days{.first = day_of(question.since_ms),
                  .end = question.until_ms == 0 ? day_of(question.now_ms) + kDaysAfterNow
                                                : day_of(question.until_ms),
                  .closed = store.closed_day};
  const Days ever{.first = kNoDay, .end = days.end, .closed = store.closed_day};
  Days before_yesterday = days;
  before_yesterday.end = std::max(days.first, std::min(days.end, day_of(question.now_ms) - 1));
  const Counts counts(question, store);
  // Weeks tell no days and no months apart.
  const bool in_weeks = question.per == "week" || sql.find("{begins}") == std::string_view::npos;
  return {.first_day = date_sql(days.first),
          .end_day = date_sql(days.end),
          .closed_day = date_sql(store.closed_day),
          .today = date_sql(day_of(question.now_ms)),
          .begins = begins_sql(question.per),
          .by_environment = counts.by_environment(days, in_weeks),
          .by_command = counts.by_command(days, in_weeks),
          .by_command_before_yesterday = counts.by_command(before_yesterday, in_weeks),
          .ever = counts.by_environment(ever, in_weeks),
          .by_option_set = counts.by_option_set(days),
          .options_of_projects = counts.options_of_projects(days),
          .unasked = counts.unasked(days),
          .usage_filter = counts.usage_filter(),
          .timed = counts.timed(days, in_weeks),
          .other_event_filter = other_event_filter(question, store),
          .refusal_filter = refusal_filter(question)};
}

bool is_of_a_name(char c) {
  return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool names(std::string_view sql, std::string_view name) {
  for (auto at = sql.find(name); at != std::string_view::npos; at = sql.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    const bool is_whole =
        (at == 0 || !is_of_a_name(sql[at - 1])) && (end == sql.size() || !is_of_a_name(sql[end]));
    if (is_whole) return true;
  }
  return false;
}

// `sql` behind those paragraphs of usage.sql that it names. They name none of the others.
std::string with_what_it_names(std::string_view sql) {
  const std::string usage = without_comments(usage_sql());
  std::vector<std::string_view> named;
  for (std::string_view rest = usage; !rest.empty();) {
    const std::string_view paragraph = rest.substr(0, rest.find("\n\n"));
    rest.remove_prefix(std::min(paragraph.size() + 2, rest.size()));
    const auto begin = paragraph.find_first_not_of('\n');
    if (begin == std::string_view::npos) continue;
    const std::string_view cte = paragraph.substr(begin);
    if (names(sql, cte.substr(0, cte.find(' ')))) named.push_back(cte);
  }
  if (named.empty()) return std::string(sql);
  // A statement that begins with WITH of its own goes on with ours.
  constexpr std::string_view kWith = "WITH ";
  const bool has_own = sql.starts_with(kWith);
  return fmt::format("WITH {}{} {}", fmt::join(named, ", "), has_own ? "," : "",
                     has_own ? sql.substr(kWith.size()) : sql);
}

}  // namespace

std::string whole_statement(std::string_view sql, const Question& question,
                            const StoreState& store) {
  const std::string statement = without_comments(sql);
  const Placeholders values = placeholders_of(statement, question, store);
  const std::string whole = with_what_it_names(statement);
  return fmt::format(
      fmt::runtime(whole), fmt::arg("first_day", values.first_day),
      fmt::arg("end_day", values.end_day), fmt::arg("closed_day", values.closed_day),
      fmt::arg("today", values.today), fmt::arg("begins", values.begins),
      fmt::arg("by_environment", values.by_environment), fmt::arg("by_command", values.by_command),
      fmt::arg("by_command_before_yesterday", values.by_command_before_yesterday),
      fmt::arg("ever", values.ever), fmt::arg("by_option_set", values.by_option_set),
      fmt::arg("options_of_projects", values.options_of_projects),
      fmt::arg("unasked", values.unasked), fmt::arg("usage_filter", values.usage_filter),
      fmt::arg("timed", values.timed), fmt::arg("other_event_filter", values.other_event_filter),
      fmt::arg("refusal_filter", values.refusal_filter));
}

}  // namespace overt
