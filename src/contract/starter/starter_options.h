// The options of a whole tool, from what each of its commands says of its own. Internal to starter.
#pragma once

#include <string>
#include <vector>

#include "contract/starter/help_option.h"

namespace overt {

struct StarterOption {
  std::string name;
  std::vector<std::string> spellings;  // letters before words
  bool takes_value = false;
  std::string note;  // what a person should look at; empty for nothing
};

// Sorted by name, each name and each spelling once. A letter that stands for different options in
// different commands is an option of its own, as one spelling can have one name only.
std::vector<StarterOption> merge_options(const std::vector<HelpOption>& options);

}  // namespace overt
