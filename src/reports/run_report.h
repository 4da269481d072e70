// Runs a report of the catalogue on a store.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "reports/report.h"
#include "store/store.h"

namespace overt {

// The report `name` about the tool `app` (empty for all) from `since_ms` on, as of `now_ms`; both
// are Unix times in milliseconds. The error says which reports there are if `name` is none of them,
// and otherwise what the store said.
Result<Report> run_report(Store& store, std::string_view name, std::string_view app,
                          std::int64_t since_ms, std::int64_t now_ms);

}  // namespace overt
