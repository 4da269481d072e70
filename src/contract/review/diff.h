// What a change of a contract would newly collect, in words for its makers: people should hear of
// it before it is so.
#pragma once

#include <string>
#include <vector>

#include "overt/contract.hpp"

namespace overt {

struct ContractChange {
  bool is_new = false;  // more is collected, for longer, or elsewhere; else something is no longer
  std::string text;
};

// What is new first, each in the order of the contract. What only reads differently (a reason, an
// owner) is no change, nor is what is taken from the wire and discarded.
std::vector<ContractChange> diff(const Contract& old, const Contract& now);

}  // namespace overt
