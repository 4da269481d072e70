// Whether a version is worse than the one before it.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <optional>

#include "reports/answers.h"
#include "reports/number_format.h"
#include "reports/row_reader.h"
#include "reports/time_asked.h"

namespace overt {
namespace {

// Of these kinds at most so many names of commands stand in an answer; the table has all.
constexpr std::size_t kCommandsNamed = 3;

constexpr std::string_view kNotSeen = "not seen";

// The words for one verdict.
struct Words {
  std::string_view cannot_tell_yet;
  std::string_view not_worse;
  std::string_view worse;

  std::string_view of(Verdict verdict) const {
    switch (verdict) {
      case Verdict::kCannotTellYet:
        return cannot_tell_yet;
      case Verdict::kNotWorse:
        return not_worse;
      case Verdict::kWorse:
        return worse;
    }
    return {};
  }
};

// An answer's phrases in one language.
struct Phrases {
  Language language;
  Words all;
  Words failures;
  Words durations;
  std::string_view failed;    // {now} {of} {before} {before_of} {low} {high}
  std::string_view p90;       // {now} {before}
  std::string_view interval;  // {low} {high}
  std::string_view no_interval;
  std::string_view by_itself;  // {commands} {count}
  std::string_view oldest;     // {version} {asked}
  std::string_view not_seen;   // {version} {asked}
  std::string_view newest;     // {versions}
};

constexpr Phrases kEnglish{
    .language = Language::kEnglish,
    .all = {"Whether {version} is worse than {before} cannot be told yet.",
            "{version} is not worse than {before}.", "{version} is worse than {before}."},
    .failures = {"Whether it fails more often is open", "It does not fail more often",
                 "It fails more often"},
    .durations = {"Whether it is slower is open", "It is not slower", "It is slower"},
    .failed =
        ": {now} % of {of} ended runs, {before} % of {before_of} before, a difference of {low} "
        "to {high} points with 95 % confidence.",
    .p90 = ": 90 % of the runs that succeed take at most {now}, before {before}.",
    .interval = " ({low} to {high})",
    .no_interval = " (too few runs for an interval)",
    .by_itself =
        " More failures by command: {commands} (of {count} commands compared; by chance one in "
        "forty looks worse).",
    .oldest =
        "{version} is the oldest version that was seen {asked}: there is nothing to hold it "
        "against.",
    .not_seen = "No run of {version} has ended {asked}.",
    .newest = " The newest that were seen: {versions}."};

constexpr Phrases kRussian{
    .language = Language::kRussian,
    .all = {"Хуже ли {version}, чем {before}, сказать пока нельзя.",
            "{version} не хуже, чем {before}.", "{version} хуже, чем {before}."},
    .failures = {"Чаще ли ошибки, не ясно", "Ошибки не чаще", "Ошибки чаще"},
    .durations = {"Медленнее ли она, не ясно", "Она не медленнее", "Она медленнее"},
    .failed =
        ": {now} % завершённых запусков из {of}, раньше {before} % из {before_of}; разница от "
        "{low} до {high} п. п. с уверенностью 95 %.",
    .p90 = ": 90 % успешных запусков не дольше {now}, раньше {before}.",
    .interval = " (от {low} до {high})",
    .no_interval = " (для интервала мало запусков)",
    .by_itself =
        " По отдельным командам ошибки чаще: {commands} (сравнено команд: {count}; случайно "
        "хуже выглядит одна из сорока).",
    .oldest = "{version} — самая старая версия {asked}: сравнить её не с чем.",
    .not_seen = "Завершённых запусков {version} {asked} нет.",
    .newest = " Самые новые: {versions}."};

// What one tool's rows say.
struct Comparison {
  std::string app;
  std::string asked_version;
  std::string version;  // another one if none of the asked one was seen
  std::string before;   // empty if there is none
  ShareChange failed;
  std::optional<DurationChange> p90;
  std::vector<std::string> worse_commands;
  std::int64_t commands = 0;  // that were held against what they were
  std::vector<std::string> newest;
};

bool is_seen(const Comparison& comparison) {
  return comparison.version == comparison.asked_version;
}

Verdict verdict_of_both(const Comparison& comparison) {
  const Verdict failures = verdict_of(comparison.failed);
  const Verdict durations = comparison.p90 ? verdict_of(*comparison.p90) : Verdict::kCannotTellYet;
  if (failures == Verdict::kWorse || durations == Verdict::kWorse) return Verdict::kWorse;
  return failures == durations ? failures : Verdict::kCannotTellYet;
}

std::string points(double part, Language language) {
  return (part < 0 ? "−" : "+") + format_percent(part < 0 ? -part : part, language);
}

std::string failed_text(const ShareChange& change, const Phrases& phrases) {
  const Interval interval = difference_interval(change);
  const Language language = phrases.language;
  return std::string(phrases.failures.of(verdict_of(change))) +
         fmt::format(fmt::runtime(phrases.failed),
                     fmt::arg("now", format_percent(change.now, language)),
                     fmt::arg("of", format_count(change.now.of, language)),
                     fmt::arg("before", format_percent(change.before, language)),
                     fmt::arg("before_of", format_count(change.before.of, language)),
                     fmt::arg("low", points(interval.low, language)),
                     fmt::arg("high", points(interval.high, language)));
}

std::string estimate_text(const DurationEstimate& estimate, const Phrases& phrases) {
  const std::string text = format_duration(estimate.ms, phrases.language);
  if (!estimate.low_ms || !estimate.high_ms) return text + std::string(phrases.no_interval);
  return text + fmt::format(fmt::runtime(phrases.interval),
                            fmt::arg("low", format_duration(*estimate.low_ms, phrases.language)),
                            fmt::arg("high", format_duration(*estimate.high_ms, phrases.language)));
}

std::string p90_text(const DurationChange& change, const Phrases& phrases) {
  return std::string(phrases.durations.of(verdict_of(change))) +
         fmt::format(fmt::runtime(phrases.p90), fmt::arg("now", estimate_text(change.now, phrases)),
                     fmt::arg("before", estimate_text(change.before, phrases)));
}

std::string commands_text(const Comparison& comparison, const Phrases& phrases) {
  std::vector<std::string> named = comparison.worse_commands;
  if (named.empty() || comparison.commands < 2) return "";
  if (named.size() > kCommandsNamed) {
    named.resize(kCommandsNamed);
    named.emplace_back("…");
  }
  return fmt::format(fmt::runtime(phrases.by_itself),
                     fmt::arg("commands", fmt::format("{}", fmt::join(named, ", "))),
                     fmt::arg("count", format_count(comparison.commands, phrases.language)));
}

std::string sentence(const Comparison& comparison, const std::string& asked,
                     const Phrases& phrases) {
  const auto version = fmt::arg("version", comparison.asked_version);
  if (!is_seen(comparison)) {
    const std::string newest = fmt::format("{}", fmt::join(comparison.newest, ", "));
    return fmt::format(fmt::runtime(phrases.not_seen), version, fmt::arg("asked", asked)) +
           fmt::format(fmt::runtime(phrases.newest), fmt::arg("versions", newest));
  }
  if (comparison.before.empty()) {
    return fmt::format(fmt::runtime(phrases.oldest), version, fmt::arg("asked", asked));
  }
  std::string text = fmt::format(fmt::runtime(phrases.all.of(verdict_of_both(comparison))), version,
                                 fmt::arg("before", comparison.before));
  text += " " + failed_text(comparison.failed, phrases);
  if (comparison.p90) text += " " + p90_text(*comparison.p90, phrases);
  return text + commands_text(comparison, phrases);
}

std::string_view verdict_text(const Comparison& comparison) {
  if (!is_seen(comparison)) return kNotSeen;
  return to_string(comparison.before.empty() ? Verdict::kCannotTellYet
                                             : verdict_of_both(comparison));
}

// A row behind the first one of its tool: a command, or another version that is shown instead.
void add_row(const RowReader& row, Comparison& comparison) {
  if (!row.has("command")) {
    comparison.newest.push_back(row.text("version"));
    return;
  }
  const ShareChange change = row.share_change("failed");
  if (change.before.of == 0) return;
  ++comparison.commands;
  if (verdict_of(change) == Verdict::kWorse) {
    comparison.worse_commands.push_back(row.text("command"));
  }
}

// Where no tool has a row, there is nothing else to say it of.
std::vector<ReportAnswer> nothing_seen(const std::string& version, const TimeAsked& asked) {
  const auto text = [&version](const Phrases& phrases, const std::string& time) {
    return fmt::format(fmt::runtime(phrases.not_seen), fmt::arg("version", version),
                       fmt::arg("asked", time));
  };
  return {{.app = "",
           .verdict = std::string(kNotSeen),
           .en = text(kEnglish, asked.english),
           .ru = text(kRussian, asked.russian)}};
}

}  // namespace

std::vector<ReportAnswer> comparison_answers(const Report& report) {
  const TimeAsked asked = time_asked(report);
  const std::string version = about_of(report);
  if (report.rows.empty()) return nothing_seen(version, asked);
  std::vector<Comparison> comparisons;
  for (const auto& cells : report.rows) {
    const RowReader row(report, cells);
    if (!comparisons.empty() && comparisons.back().app == row.text("app")) {
      add_row(row, comparisons.back());
      continue;
    }
    comparisons.push_back({.app = row.text("app"),
                           .asked_version = version,
                           .version = row.text("version"),
                           .before = row.text("before"),
                           .failed = row.share_change("failed"),
                           .p90 = row.duration_change("p90"),
                           .worse_commands = {},
                           .commands = 0,
                           .newest = {row.text("version")}});
  }
  std::vector<ReportAnswer> answers;
  answers.reserve(comparisons.size());
  for (const Comparison& comparison : comparisons) {
    answers.push_back({.app = comparison.app,
                       .verdict = std::string(verdict_text(comparison)),
                       .en = sentence(comparison, asked.english, kEnglish),
                       .ru = sentence(comparison, asked.russian, kRussian)});
  }
  return answers;
}

}  // namespace overt
