// A tool's events as JSON Schema, for programs that check lines of a log without overt: what
// event_from_json() reads and check() lets in, and nothing else. docs/contract-format.md, "JSON
// Schema".
#pragma once

#include <string>

#include "overt/contract.hpp"

namespace overt {

// One JSON document of dialect 2020-12, two spaces a level, no newline at the end.
std::string json_schema(const Contract& contract);

}  // namespace overt
