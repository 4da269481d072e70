// The texts that a type closes by their form: versions, ids, and what a contract's own patterns
// allow.
#pragma once

#include "overt/contract.hpp"

namespace overt {

// What closes the texts of `spec`; nullptr if its type has no such form.
const Pattern* pattern_of(const FieldSpec& spec);

}  // namespace overt
