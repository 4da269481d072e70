// What a field may be, in words for its makers: "a whole number from 1 to 9".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "overt/contract.hpp"

namespace overt {

std::string describe_values(const FieldSpec& field);

// `"a", "b", "c"`, and of a longer list the first and how many there are beside them.
std::string list_of(const std::vector<std::string_view>& words);

}  // namespace overt
