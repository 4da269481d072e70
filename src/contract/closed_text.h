// The texts that a type closes by their form: versions, ids, and what a contract's own patterns
// allow.
#pragma once

#include "overt/contract.hpp"

namespace overt {

// Digits and dots first, as in semantic versions, a `v` before them or not; then what a tool's own
// scheme adds, from the same alphabet. Two words stand for a build without a version and for one
// nobody told: "dev", "unknown".
const Pattern& version_pattern();

// RFC 9562, section 4, in lower case.
const Pattern& uuid_pattern();

// 64 digits of lower-case hex.
const Pattern& sha256_pattern();

// What closes the texts of `spec`; nullptr if its type has no such form.
const Pattern* pattern_of(const FieldSpec& spec);

}  // namespace overt
