// A report: one question about the use of a tool, its answer as a table, and what that rests on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "reports/compare.h"
#include "reports/wilson.h"

namespace overt {

enum class ColumnKind {
  kText,
  kCount,
  kShare,
  kDurationMs,
  kDays,
  kDate,  // of UTC
  kShareChange,
  kDurationChange,
};

struct Column {
  std::string name;  // lower case, words joined by `_`
  ColumnKind kind = ColumnKind::kText;

  friend bool operator==(const Column&, const Column&) = default;
};

// Nothing; a count, a duration or days; a text or a date ("2006-01-02"); a share; changes.
using ReportCell =
    std::variant<std::monostate, std::int64_t, std::string, Share, ShareChange, DurationChange>;

// What a report is asked about.
struct Question {
  std::string app;  // empty for all, as the two below
  std::string command;
  std::string version;
  std::string about;          // the option or the version, for a report about one
  std::string where = "all";  // "ci" or "local" for those runs alone
  std::string per = "week";   // "day", "week" or "month": what reports over time count by
  std::int64_t since_ms = 0;  // Unix time; the report begins with its day, in UTC
  std::int64_t until_ms = 0;  // it ends before this one's day; 0 for no end
  std::int64_t now_ms = 0;
};

// Bytes of what a report is about: more than any name or version that a contract lets in.
inline constexpr std::size_t kAboutBytesMax = 256;

// Empty, or what is wrong with the question itself, in words.
std::string problem_of(const Question& question);

// What was there to count. Without it an absent row cannot be read rightly.
struct Coverage {
  std::int64_t events = 0;
  std::int64_t runs = 0;
  std::int64_t projects = 0;
  std::int64_t runs_without_project = 0;  // these count as runs, and as no project
  std::string first_day;                  // empty if there are no events, as is last_day
  std::string last_day;
  std::vector<std::string> apps;  // in the order of the alphabet

  friend bool operator==(const Coverage&, const Coverage&) = default;
};

// What the table of a tool comes to, in a sentence.
struct ReportAnswer {
  std::string app;      // empty if it is of no tool that was seen
  std::string verdict;  // for programs: "in use", "not seen", "worse", …
  std::string en;
  std::string ru;

  friend bool operator==(const ReportAnswer&, const ReportAnswer&) = default;
};

struct Report {
  std::string name;
  std::string title;
  std::string question;
  std::string about;          // the filter that has what it is about, "option"; empty if all
  std::string per = "week";   // what it counts by, if it counts over time
  std::int64_t since_ms = 0;  // Unix time; events that arrived on its day or later count
  std::int64_t until_ms = 0;  // Unix time; events of its day count no more; 0 for no end
  std::int64_t now_ms = 0;    // Unix time at which the report was made
  // What else it was asked about: "command" and "git commit".
  std::vector<std::pair<std::string, std::string>> filters;
  std::vector<Column> columns;
  std::vector<std::vector<ReportCell>> rows;  // each as long as `columns`
  std::vector<ReportAnswer> answers;          // of a report that gives them, one a tool
  Coverage coverage;

  friend bool operator==(const Report&, const Report&) = default;
};

}  // namespace overt
