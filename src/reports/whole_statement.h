// The statement of a report as the store takes it: what usage.sql puts before it, and what a
// question puts for its {placeholders}.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "reports/report.h"

namespace overt {

// `sql` is that of a report or of its coverage. Days up to `closed_day` must be closed in the
// store; more may be. What a person gave is in it as $parameters only.
std::string whole_statement(std::string_view sql, const Question& question,
                            std::int32_t closed_day);

}  // namespace overt
