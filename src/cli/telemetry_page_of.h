// The telemetry page of a contract, with examples made by the code that records.
#pragma once

#include <string>
#include <string_view>

#include "client/example_events.h"
#include "overt/contract.hpp"

namespace overt::cli {

// Markdown, in "ru" or else in English; the examples are of `run`.
std::string telemetry_page_of(const Contract& contract, const ExampleRun& run,
                              std::string_view language);

}  // namespace overt::cli
