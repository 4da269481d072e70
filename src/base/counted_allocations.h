// For tests and benchmarks: how often a program asked for memory. Linking it replaces the program's
// global operator new and delete.
#pragma once

#include <cstdint>

namespace overt::testing {

// By all threads, since the program began.
std::uint64_t allocations_so_far();

}  // namespace overt::testing
