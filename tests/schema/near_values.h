// For tests: values at both sides of every border that a contract draws. Which side a value is on
// is not said for certain: that is what is asked of the gate and of the schema.
#pragma once

#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

#include "overt/contract.hpp"

namespace overt::testing {

using Values = std::vector<nlohmann::json>;

struct NearValues {
  Values inside;   // allowed, the first and the last among them
  Values outside;  // next to those, hardly ever allowed
};

NearValues near_integers(std::int64_t min, std::int64_t max);
NearValues near_words(const std::vector<std::string>& words, std::mt19937& random);
NearValues near_pattern(const Pattern& pattern, std::mt19937& random);
NearValues near_field(const Contract& contract, const FieldSpec& spec, std::mt19937& random);

// A few values of every type of JSON. No integer beyond 2^53 that a contract could let in, and no
// number such as 1.0: JavaScript rounds the former, and JSON Schema takes the latter for an
// integer.
const Values& values_of_all_types();

// Numbers as no library would write them, and what is none at all. None of them is 1.0 or 1e3: see
// values_of_all_types().
const std::vector<std::string>& raw_numbers();

}  // namespace overt::testing
