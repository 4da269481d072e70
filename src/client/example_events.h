// Examples of what is recorded, made by the code that records: the telemetry page shows them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/event.h"
#include "overt/contract.hpp"

namespace overt {

// The run that the examples are of. All of them take 10.8 s in July 2022, on a machine that is no
// CI, and end well.
struct ExampleRun {
  std::string command;
  OptionList options;
};

// Where the project of the examples comes from.
inline constexpr std::string_view kExampleOrigin = "git@github.com:example/project.git";

// The first command of `contract` with two words or more, or else its first, with its first option.
ExampleRun example_run(const Contract& contract);

// One event of each type that `schema_version` has, in the contract's order, as a line of the log
// shows it: whole but for attributes that may be absent, what is discarded, and patterns that no
// simple text matches. The same on every machine and every day. An event that `contract` does not
// close, because `run` is not one of its tool, is left out.
std::vector<Event> example_events(const Contract& contract, int schema_version,
                                  const ExampleRun& run);

}  // namespace overt
