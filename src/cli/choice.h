// The user's choice for one tool, as `overt on` and `overt off` keep it.
#pragma once

#include "cli/tool_option.h"

namespace overt::cli {

// Writes the choice into the user's file and says what follows from it; returns the exit code.
// Sends nothing and needs nothing to be there.
int keep_choice(const ToolOption& option, bool on);

}  // namespace overt::cli
