// Runs a report of the catalogue on a store.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "reports/catalogue.h"
#include "reports/report.h"
#include "store/store.h"

namespace overt {

// Empty, or what is wrong with a question about `query`: a report about one thing needs to be told
// which, and no other report can be. With what problem_of() of the question alone says.
std::string problem_of(const ReportQuery& query, const Question& question);

// Store::query() of the store that is asked, or what has its answers from before.
using AskStore = std::function<Result<QueryResult>(const std::string&, const QueryParameters&)>;

// The answer of the report `name`. The error says which reports there are if `name` is none of
// them, what is wrong with the question, or what the store said.
Result<Report> run_report(Store& store, std::string_view name, const Question& question);

// The same, with `ask` for the table and the coverage, which reports of one time and filter share.
Result<Report> run_report(Store& store, std::string_view name, const Question& question,
                          const AskStore& ask);

}  // namespace overt
