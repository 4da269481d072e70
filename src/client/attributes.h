// What an event says about the environment of a run.
#pragma once

#include <string_view>

#include "base/environment.h"
#include "model/event.h"
#include "overt/contract.hpp"

namespace overt {

// The attributes that `contract` names for `schema_version`, sorted by name. Those with a variable
// are read from it; overt itself knows `arch` and `os` (of this build, in Go's names), `version`
// (as given), `ci` (true or absent), `ciName` and `extra` (always empty); werf.md, "Environment".
// A value that the contract does not close is left out.
Fields environment_attributes(const Contract& contract, const Environment& environment,
                              std::string_view version, int schema_version);

}  // namespace overt
