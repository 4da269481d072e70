// The header that a tool in C compiles against: its contract as constants, as a struct and a
// function for each event, and as the bytes that overt_open() takes.
#pragma once

#include <string>

#include "base/result.h"
#include "overt/contract.hpp"

namespace overt {

// The text of the header, C11 and C++. `origin` is the contract's file, as its first line names it.
// All names begin with <app>_telemetry_ or <APP>_TELEMETRY_. An error if an event has a field that
// a tool cannot give.
Result<std::string> c_header(const Contract& contract, std::string_view origin);

}  // namespace overt
