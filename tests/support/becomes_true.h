// For tests: waits for what another process does.
#pragma once

#include <chrono>

#include "support/process.h"

namespace overt::testing {

// False if that has not come when a program would count as hung.
template <typename Condition>
bool becomes_true(Condition condition) {
  const auto deadline = std::chrono::steady_clock::now() + kProcessDeadline;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
  }
  return true;
}

}  // namespace overt::testing
