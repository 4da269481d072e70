// Runs a report of the catalogue on a store.
#pragma once

#include <string_view>

#include "base/result.h"
#include "reports/report.h"
#include "store/store.h"

namespace overt {

// The answer of the report `name`. The error says which reports there are if `name` is none of
// them, what is wrong with the question, or what the store said.
Result<Report> run_report(Store& store, std::string_view name, const Question& question);

}  // namespace overt
