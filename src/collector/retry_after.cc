#include "collector/retry_after.h"

#include <algorithm>
#include <cmath>

#include "collector/limits.h"

namespace overt {
namespace {

constexpr std::int64_t kSlotMs = kDrainRateWindow.count() / 10;

}  // namespace

std::chrono::seconds retry_after(std::size_t bytes_waiting, std::size_t bytes_drained,
                                 std::chrono::milliseconds time) {
  using FractionalSeconds = std::chrono::duration<double>;
  if (bytes_waiting == 0) return kRetryAfterMin;
  if (bytes_drained == 0) return kRetryAfterMax;
  const double share = static_cast<double>(bytes_waiting) / static_cast<double>(bytes_drained);
  const FractionalSeconds needed = FractionalSeconds(time) * share;
  // Before it becomes whole: it may be more than whole seconds can say.
  return std::chrono::ceil<std::chrono::seconds>(
      std::clamp<FractionalSeconds>(needed, kRetryAfterMin, kRetryAfterMax));
}

void DrainMeter::wait(std::size_t bytes) {
  const std::scoped_lock lock(mutex_);
  bytes_waiting_ += bytes;
}

void DrainMeter::keep(std::size_t bytes) {
  const std::int64_t now = slot_now();
  const std::scoped_lock lock(mutex_);
  bytes_waiting_ -= bytes;
  is_failing_ = false;
  if (first_slot_ < 0) first_slot_ = now;
  Slot& slot = slots_.at(static_cast<std::size_t>(now) % kSlots);
  if (slot.number != now) slot = {.number = now, .bytes = 0};
  slot.bytes += bytes;
}

void DrainMeter::fail(std::size_t bytes) {
  const std::scoped_lock lock(mutex_);
  bytes_waiting_ -= bytes;
  is_failing_ = true;
}

std::chrono::seconds DrainMeter::retry_after() const {
  const std::int64_t now = slot_now();
  const std::scoped_lock lock(mutex_);
  if (first_slot_ < 0 || (is_failing_ && bytes_waiting_ == 0)) return kRetryAfter;
  const auto oldest = now - static_cast<std::int64_t>(kSlots) + 1;
  std::size_t drained = 0;
  for (const Slot& slot : slots_) {
    if (slot.number >= oldest) drained += slot.bytes;
  }
  const std::int64_t slots = now - std::max(oldest, first_slot_) + 1;
  return overt::retry_after(bytes_waiting_, drained, std::chrono::milliseconds(slots * kSlotMs));
}

std::int64_t DrainMeter::slot_now() const { return clock_.steady_ms() / kSlotMs; }

}  // namespace overt
