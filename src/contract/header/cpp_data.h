// A contract as constants in C++.
#pragma once

#include <string>

#include "overt/contract.hpp"

namespace overt {

// Definitions that end with `inline constexpr overt::Contract kContract`, for a namespace of their
// own. What only people read (reasons, owners) is left out: a tool needs none of it to record.
std::string cpp_data(const Contract& contract);

// The name of the constant for the pattern of a field; "kVersionPattern" and alike are overt's own.
std::string pattern_constant(const Contract& contract, const FieldSpec& field);

}  // namespace overt
