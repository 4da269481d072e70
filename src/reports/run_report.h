// Runs a report of the catalogue on a store.
#pragma once

#include <string_view>

#include "base/result.h"
#include "reports/catalogue.h"
#include "reports/report.h"
#include "store/store.h"

namespace overt {

// Empty, or what is wrong with a question about `query`: a report about one thing needs to be told
// which, and no other report can be. With what problem_of() of the question alone says.
std::string problem_of(const ReportQuery& query, const Question& question);

// The answer of the report `name`. The error says which reports there are if `name` is none of
// them, what is wrong with the question, or what the store said.
Result<Report> run_report(Store& store, std::string_view name, const Question& question);

}  // namespace overt
