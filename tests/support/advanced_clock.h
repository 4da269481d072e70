// For tests: the real time, and what a test adds to it.
#pragma once

#include <atomic>
#include <cstdint>

#include "base/clock.h"

namespace overt::testing {

class AdvancedClock final : public Clock {
 public:
  std::int64_t unix_ms() const override { return SystemClock().unix_ms() + ahead_ms_; }
  std::int64_t steady_ms() const override { return SystemClock().steady_ms() + ahead_ms_; }
  void advance(std::int64_t ms) { ahead_ms_ += ms; }

 private:
  std::atomic<std::int64_t> ahead_ms_ = 0;
};

}  // namespace overt::testing
