// A report: one question about the use of a tool, its answer as a table, and what that rests on.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "reports/wilson.h"

namespace overt {

enum class ColumnKind {
  kText,
  kCount,
  kShare,
  kDurationMs,
  kDate,  // of UTC
};

struct Column {
  std::string name;  // lower case, words joined by `_`
  ColumnKind kind = ColumnKind::kText;

  friend bool operator==(const Column&, const Column&) = default;
};

// Nothing; a count or a duration; a text or a date ("2006-01-02"); a share.
using ReportCell = std::variant<std::monostate, std::int64_t, std::string, Share>;

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

struct Report {
  std::string name;
  std::string title;
  std::string question;
  std::int64_t since_ms = 0;  // Unix time; events that arrived since then count
  std::int64_t now_ms = 0;    // Unix time at which the report was made
  std::vector<Column> columns;
  std::vector<std::vector<ReportCell>> rows;  // each as long as `columns`
  Coverage coverage;

  friend bool operator==(const Report&, const Report&) = default;
};

}  // namespace overt
