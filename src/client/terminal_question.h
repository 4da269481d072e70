// Asks whoever sits at the terminal.
#pragma once

#include <string_view>

namespace overt {

// Shows "QUESTION [y/N] " and reads a line; true for "y" and "yes". Where stdin or stdout is no
// terminal nobody can be asked, and it is true: whoever wrote the script has meant it.
bool user_agrees(std::string_view question);

}  // namespace overt
