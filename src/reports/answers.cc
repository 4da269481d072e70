#include "reports/answers.h"

#include <algorithm>
#include <array>
#include <utility>

namespace overt {
namespace {

using Rule = std::vector<ReportAnswer> (*)(const Report&);

constexpr std::array<std::pair<std::string_view, Rule>, 2> kRules = {
    {{"removal", removal_answers}, {"comparison", comparison_answers}}};

}  // namespace

bool is_answer_rule(std::string_view rule) {
  return std::ranges::find(kRules, rule, &std::pair<std::string_view, Rule>::first) != kRules.end();
}

std::vector<ReportAnswer> answers_of(std::string_view rule, const Report& report) {
  for (const auto& [name, answers] : kRules) {
    if (name == rule) return answers(report);
  }
  return {};
}

}  // namespace overt
