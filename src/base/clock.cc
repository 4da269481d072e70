#include "base/clock.h"

#include <chrono>

namespace overt {
namespace {

template <typename AnyClock>
std::int64_t now_ms() {
  using std::chrono::milliseconds;
  return std::chrono::duration_cast<milliseconds>(AnyClock::now().time_since_epoch()).count();
}

}  // namespace

std::int64_t SystemClock::unix_ms() const { return now_ms<std::chrono::system_clock>(); }
std::int64_t SystemClock::steady_ms() const { return now_ms<std::chrono::steady_clock>(); }

}  // namespace overt
