#include "base/clock.h"

#include <ctime>

namespace overt {
namespace {

// Not by std::chrono, whose clocks are in the C++ library: a tool asks twice in its life, and would
// load a page of it for that.
std::int64_t now_ms(clockid_t clock) {
  timespec now{};
  ::clock_gettime(clock, &now);
  return std::int64_t{now.tv_sec} * 1000 + now.tv_nsec / 1'000'000;
}

}  // namespace

std::int64_t SystemClock::unix_ms() const { return now_ms(CLOCK_REALTIME); }
std::int64_t SystemClock::steady_ms() const { return now_ms(CLOCK_MONOTONIC); }

}  // namespace overt
