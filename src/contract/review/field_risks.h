// What a field, closed as it is, could still carry about a person: the rules of `overt contract
// check`, docs/contract-format.md. For the lint.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "overt/contract.hpp"

namespace overt {

struct Risk {
  std::string what;   // goes on after the field's name: "could carry a path"
  std::string to_do;  // "try: …"
};

// Empty for a field that is discarded: nothing of it is kept.
std::vector<Risk> risks_of(const FieldSpec& field);

// What a word of a closed list looks like: "a path"; empty if like nothing of that kind.
std::string_view kind_of_word(std::string_view word);

// Whether a variable of this name holds a secret or says who or where somebody is.
bool is_telling_variable(std::string_view name);

}  // namespace overt
