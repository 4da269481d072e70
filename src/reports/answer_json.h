// The answer to a statement as JSON: what the collector's admin API gives and `overt query
// --server` reads.
//
//   {"columns": ["command", "runs"], "rows": [["git commit", 3], …], "truncated": false}
//
// A cell is null, true or false, a number or a text; a number that JSON has no word for (infinity)
// is null.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "store/ask.h"

namespace overt {

// One line, no newline at its end. Only of an answer that was not refused.
std::string to_json(const AskAnswer& answer);

// Refuses what is not an answer; the error says which part is not.
Result<AskAnswer> answer_from_json(std::string_view text);

// The words of {"error": "…"}, the answer of a collector that refused; empty if it is none.
std::string error_from_json(std::string_view text);

}  // namespace overt
