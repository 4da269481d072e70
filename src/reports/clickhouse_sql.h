// Reports in ClickHouse's words: the twins of the .sql files, and what stands for their
// {placeholders}.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "reports/catalogue.h"
#include "reports/report.h"
#include "store/store.h"

namespace overt {

inline constexpr std::string_view kClickhouse = "clickhouse";

// The statement that answers `question`; what a person gave are $parameters in it. Of a report that
// needs to know more, the store is asked first.
Result<std::string> clickhouse_statement(Store& store, std::string_view name,
                                         const Question& question, const std::string& about);

}  // namespace overt
