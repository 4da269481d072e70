// The header that a tool compiles against: its contract as types. What the contract does not name
// has no name there.
#pragma once

#include <string>

#include "base/result.h"
#include "overt/contract.hpp"

namespace overt {

// The text of the header. `origin` is the contract's file, as its first line names it.
// In namespace <app>_telemetry: enum classes Command and Option, a struct for each event, and the
// class Telemetry. An error if an event has a field that a tool cannot give.
Result<std::string> cpp_header(const Contract& contract, std::string_view origin);

}  // namespace overt
