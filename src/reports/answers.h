// What the table of a report comes to, in a sentence: computed here, so that terminal, API and
// dashboard say the same words. A .sql file names the rule by which it is found:
//
//   -- answer: removal      can an option be removed? Of columns as option.sql has them.
//   -- answer: comparison   is a version worse than the one before? As release.sql has them.
#pragma once

#include <string_view>
#include <vector>

#include "reports/report.h"

namespace overt {

// With fewer projects than these, 5 % of all could use an option and none of them be among those
// that were seen: 0.95 to the 58th is above 0.05, to the 59th below it.
inline constexpr std::int64_t kProjectsToTell = 59;

bool is_answer_rule(std::string_view rule);

// One for each tool, in the order of the rows. No rule, no answers.
std::vector<ReportAnswer> answers_of(std::string_view rule, const Report& report);

// The two rules.
std::vector<ReportAnswer> removal_answers(const Report& report);
std::vector<ReportAnswer> comparison_answers(const Report& report);

}  // namespace overt
