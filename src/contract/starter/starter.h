// A first contract, from what a tool's --help says: for a person to finish.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "contract/starter/help_option.h"

namespace overt {

struct StarterInput {
  std::string app;                    // a name that is_starter_app() takes
  std::vector<std::string> commands;  // paths below the tool, "remote add"; may repeat
  std::vector<HelpOption> options;    // of all commands; may repeat and contradict each other
};

// Lower-case letters, digits, hyphens, and short enough for the names made of it.
bool is_starter_app(std::string_view name);

// TOML that the loader takes as it is. What no contract may hold is left out.
std::string starter_contract(const StarterInput& input);

}  // namespace overt
