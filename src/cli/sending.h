// Where `overt` sends to and what it says of itself: the same for the commands that send and for
// those that show what would be sent.
#pragma once

#include <optional>
#include <string>

#include "base/environment.h"
#include "base/result.h"
#include "overt/contract.hpp"
#include "sender/http.h"

namespace overt::cli {

inline constexpr const char* kEndpointHelp = "Where to send to, instead of where the contract says";

// The option, then the variable, then the contract.
Result<std::string> choose_endpoint(const std::optional<std::string>& option,
                                    const Contract& contract, const Environment& environment);

TransportOptions transport_options(const std::string& endpoint, const Environment& environment);

}  // namespace overt::cli
