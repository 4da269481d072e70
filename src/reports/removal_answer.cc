// Whether an option can be removed.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>

#include "reports/answers.h"
#include "reports/number_format.h"
#include "reports/row_reader.h"
#include "reports/time_asked.h"

namespace overt {
namespace {

constexpr std::string_view kInUse = "in use";
constexpr std::string_view kNotSeen = "not seen";
constexpr std::string_view kNeverSeen = "never seen";
constexpr std::string_view kCannotTellYet = "cannot tell yet";

// What one tool's rows say.
struct Removal {
  std::string app;
  std::string option;  // as it is given: "--force"
  TimeAsked asked;
  Share projects;
  Share runs;
  Share in_ci;
  std::string oldest_version;
  std::string newest_version;
  std::string last_day;           // empty if it was never seen
  std::string busiest_command;    // with the most of its runs
  std::vector<std::string> near;  // other options, of names like its own
};

std::string as_given(const std::string& option) {
  return (option.size() == 1 ? "-" : "--") + option;
}

// The share of all projects below which, with 95 % confidence, the users of an option are that none
// of `projects` has used: with more of them, so many that do not would come in less than one case
// of twenty. (1 - share)^projects = 0.05; the "rule of three" is nearly the same.
double upper_limit(std::int64_t projects) {
  return 1 - std::pow(0.05, 1 / static_cast<double>(projects));
}

std::string range_text(const Share& share, std::string_view to, Language language) {
  const Interval interval = wilson_interval(share);
  return fmt::format("{}{}{}", format_percent(interval.low, language), to,
                     format_percent(interval.high, language));
}

std::string versions_text(const Removal& removal, std::string_view to) {
  if (removal.oldest_version == removal.newest_version) return removal.newest_version;
  return removal.oldest_version + std::string(to) + removal.newest_version;
}

std::string in_use_in_english(const Removal& removal) {
  std::string text = fmt::format(
      "Removing {} would be noticed: {} it was used in {} of {} projects ({} %, 95 % interval {} %)"
      " and in {} of {} runs, {} % of these in CI",
      removal.option, removal.asked.english, format_count(removal.projects.count),
      format_count(removal.projects.of), format_percent(removal.projects),
      range_text(removal.projects, " to ", Language::kEnglish), format_count(removal.runs.count),
      format_count(removal.runs.of), format_percent(removal.in_ci));
  if (!removal.busiest_command.empty()) text += ", most often with " + removal.busiest_command;
  if (!removal.newest_version.empty()) text += ", in " + versions_text(removal, " to ");
  return text + fmt::format("; last on {}.", removal.last_day);
}

std::string in_use_in_russian(const Removal& removal) {
  constexpr Language kRussian = Language::kRussian;
  std::string text = fmt::format(
      "Удаление {} заметят: {} опция встретилась у проектов: {} из {} ({} %, 95 %-й интервал {} "
      "%), "
      "в запусках: {} из {}, из них в CI {} %",
      removal.option, removal.asked.russian, format_count(removal.projects.count, kRussian),
      format_count(removal.projects.of, kRussian), format_percent(removal.projects, kRussian),
      range_text(removal.projects, "–", kRussian), format_count(removal.runs.count, kRussian),
      format_count(removal.runs.of, kRussian), format_percent(removal.in_ci, kRussian));
  if (!removal.busiest_command.empty()) text += ", чаще всего с " + removal.busiest_command;
  if (!removal.newest_version.empty()) text += "; версии: " + versions_text(removal, "–");
  return text + fmt::format("; последний раз {}.", removal.last_day);
}

// When it was seen before the time asked about, or what its name may have been meant to be.
std::string earlier_in_english(const Removal& removal) {
  if (!removal.last_day.empty()) return fmt::format(" It was last used on {}.", removal.last_day);
  std::string text =
      " No option of this name has ever arrived; one that the tool's contract does not name could "
      "not.";
  if (!removal.near.empty()) {
    text += fmt::format(" There is {}.", fmt::join(removal.near, ", "));
  }
  return text;
}

std::string earlier_in_russian(const Removal& removal) {
  if (!removal.last_day.empty()) return fmt::format(" Последний раз: {}.", removal.last_day);
  std::string text =
      " Опция с таким именем не приходила никогда; та, которой нет в контракте, и не могла бы.";
  if (!removal.near.empty()) text += fmt::format(" Есть {}.", fmt::join(removal.near, ", "));
  return text;
}

ReportAnswer no_runs(const Removal& removal) {
  return {
      .app = removal.app,
      .verdict = std::string(kCannotTellYet),
      .en = fmt::format("Whether {} can be removed cannot be told: {} no project was seen with a "
                        "run that tells its options.",
                        removal.option, removal.asked.english) +
            earlier_in_english(removal),
      .ru = fmt::format("Можно ли удалить {}, сказать нельзя: {} не было ни одного проекта с "
                        "запуском, который называет опции.",
                        removal.option, removal.asked.russian) +
            earlier_in_russian(removal)};
}

ReportAnswer too_few(const Removal& removal) {
  const std::int64_t projects = removal.projects.of;
  const double limit = upper_limit(projects);
  return {
      .app = removal.app,
      .verdict = std::string(kCannotTellYet),
      .en = fmt::format(
                "Whether {} can be removed cannot be told yet: {} none of {} {} used it, which "
                "says with 95 % confidence only that fewer than {} % of all do. It takes {} "
                "projects to say less than 5 %.",
                removal.option, removal.asked.english, format_count(projects),
                projects == 1 ? "project" : "projects", format_percent_rounded_up(limit),
                kProjectsToTell) +
            earlier_in_english(removal),
      .ru = fmt::format(
                "Можно ли удалить {}, сказать пока нельзя: {} опция не встретилась, проектов: "
                "{}; это значит с уверенностью 95 % лишь, что у неё меньше {} % проектов. "
                "Сказать «меньше 5 %» позволят {} проектов.",
                removal.option, removal.asked.russian, format_count(projects, Language::kRussian),
                format_percent_rounded_up(limit, Language::kRussian), kProjectsToTell) +
            earlier_in_russian(removal)};
}

ReportAnswer not_seen(const Removal& removal) {
  const std::int64_t projects = removal.projects.of;
  const double limit = upper_limit(projects);
  return {
      .app = removal.app,
      .verdict = std::string(removal.last_day.empty() ? kNeverSeen : kNotSeen),
      .en =
          fmt::format("As far as can be seen, {} can be removed: {} no project of {} used it in {} "
                      "runs; with 95 % confidence fewer than {} % of all projects do.",
                      removal.option, removal.asked.english, format_count(projects),
                      format_count(removal.runs.of), format_percent_rounded_up(limit)) +
          earlier_in_english(removal),
      .ru = fmt::format("Насколько видно, {} можно удалить: {} опция не встретилась, проектов: {}, "
                        "запусков: {}; с уверенностью 95 % у неё меньше {} % проектов.",
                        removal.option, removal.asked.russian,
                        format_count(projects, Language::kRussian),
                        format_count(removal.runs.of, Language::kRussian),
                        format_percent_rounded_up(limit, Language::kRussian)) +
            earlier_in_russian(removal)};
}

ReportAnswer answer_of(const Removal& removal) {
  if (removal.runs.count > 0) {
    return {.app = removal.app,
            .verdict = std::string(kInUse),
            .en = in_use_in_english(removal),
            .ru = in_use_in_russian(removal)};
  }
  if (removal.projects.of == 0) return no_runs(removal);
  return removal.projects.of < kProjectsToTell ? too_few(removal) : not_seen(removal);
}

Removal removal_of(const RowReader& row, const TimeAsked& asked) {
  return {.app = row.text("app"),
          .option = as_given(row.text("option")),
          .asked = asked,
          .projects = row.share("of_projects"),
          .runs = row.share("of_runs"),
          .in_ci = row.share("in_ci"),
          .oldest_version = row.text("oldest_version"),
          .newest_version = row.text("newest_version"),
          .last_day = row.text("last_day"),
          .busiest_command = {},
          .near = {}};
}

// Where no tool has a row, there is nothing else to say it of.
Removal of_no_tool(const Report& report, const TimeAsked& asked) {
  return {.app = {},
          .option = as_given(about_of(report)),
          .asked = asked,
          .projects = {},
          .runs = {},
          .in_ci = {},
          .oldest_version = {},
          .newest_version = {},
          .last_day = {},
          .busiest_command = {},
          .near = {}};
}

}  // namespace

std::vector<ReportAnswer> removal_answers(const Report& report) {
  const TimeAsked asked = time_asked(report);
  std::vector<Removal> removals;
  for (const auto& cells : report.rows) {
    const RowReader row(report, cells);
    if (removals.empty() || removals.back().app != row.text("app")) {
      removals.push_back(removal_of(row, asked));
      continue;
    }
    // Behind the first row of a tool: commands, the busiest first, or other options.
    Removal& removal = removals.back();
    if (!row.has("command")) {
      removal.near.push_back(as_given(row.text("option")));
    } else if (removal.busiest_command.empty()) {
      removal.busiest_command = row.text("command");
    }
  }
  if (removals.empty()) removals.push_back(of_no_tool(report, asked));
  std::vector<ReportAnswer> answers;
  answers.reserve(removals.size());
  for (const Removal& removal : removals) answers.push_back(answer_of(removal));
  return answers;
}

}  // namespace overt
