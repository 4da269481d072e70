// The statement of a report as the store takes it: what it names of usage.sql before it, and what a
// question puts for its {placeholders}.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "reports/report.h"
#include "store/run_row.h"

namespace overt {

// What a statement takes for granted. All of it stays true of a store that gets more meanwhile.
struct StoreState {
  std::int32_t closed_day = kNoDay;  // days up to it are closed
  // The newest numbers of commands and environments, if all up to them are of the app asked about.
  std::optional<std::int64_t> last_command;
  std::optional<std::int64_t> last_environment;
};

// `sql` is that of a report or of its coverage. What a person gave is in it as $parameters only.
std::string whole_statement(std::string_view sql, const Question& question,
                            const StoreState& store);

}  // namespace overt
