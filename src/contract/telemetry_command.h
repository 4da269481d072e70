// What a user types to look at a tool's telemetry and to decide about it.
#pragma once

#include <string>
#include <string_view>

#include "overt/contract.hpp"

namespace overt {

// "werf telemetry off" if the tool offers that itself, else "overt off --app werf". `more` are
// further words: "--receipts".
std::string telemetry_command(const Contract& contract, std::string_view command,
                              std::string_view more = {});

}  // namespace overt
