// The user's choice for one tool: `on` and `off`.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "client/tool_of_user.h"

namespace overt {

// Keeps the choice in the user's file, and says so, whether it decides, and what becomes of what
// was recorded before. Sends nothing and needs nothing to be there.
Result<std::string> keep_user_choice(const ToolOfUser& tool, bool on, std::int64_t now_ms);

}  // namespace overt
