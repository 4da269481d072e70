// Compiles a contract: from what a person wrote to what a program opens without reading it.
#pragma once

#include <string>

#include "overt/contract.hpp"

namespace overt {

// The bytes that read_compiled() opens as the same contract, but for what only people read; see
// contract/compiled_format.h.
std::string write_compiled(const Contract& contract);

}  // namespace overt
