// A report as JSON: what the collector's admin API serves and `overt report --server` reads.
//
//   {"name": "failures", "title": …, "question": …, "about": "",
//    "per": "week", "sinceMs": 0, "untilMs": null, "nowMs": 0,
//    "filters": {"command": "git commit"},
//    "coverage": {"events": 0, "runs": 0, "projects": 0, "runsWithoutProject": 0,
//                 "firstDay": "2006-01-02" or null, "lastDay": …, "apps": ["git"]},
//    "answers": [{"app": "git", "verdict": "in use", "en": …, "ru": …}],
//    "columns": [{"name": "command", "kind": "text"}, …],
//    "rows": [["git commit", 3, {"count": 1, "of": 3, "share": 0.33, "low": 0.06, "high": 0.79}]]}
//
// A change of a share is {"now": SHARE, "before": SHARE, "low": -0.01, "high": 0.05, "verdict":
// "worse"}, one of a duration {"now": {"ms": 5, "low": 4, "high": null}, "before": …, "verdict":
// …}. `share` is null if `of` is 0; `low` and `high` are the 95 % interval; all three are rounded
// to a millionth. An absent cell is null. Of a report about one thing `about` is "option" or
// "version", and the filter of that name has it. Whoever reads passes over keys that are new to it;
// "about", "per", "untilMs" and "answers" are newer than the others, and may be missing.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "reports/report.h"

namespace overt {

// One line, no newline at its end.
std::string to_json(const Report& report);

// Refuses what is not a report; the error says which part is not.
Result<Report> report_from_json(std::string_view text);

}  // namespace overt
