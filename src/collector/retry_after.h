// When a sender that finds no room is to come back: when what waits will have been drained, as fast
// as it was lately.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>

#include "base/clock.h"

namespace overt {

// How long `bytes_waiting` take at a rate of `bytes_drained` in `time`, within kRetryAfterMin and
// kRetryAfterMax. At no rate at all the longest, if anything waits.
std::chrono::seconds retry_after(std::size_t bytes_waiting, std::size_t bytes_drained,
                                 std::chrono::milliseconds time);

// Measures what an inbox drains. Threads: any.
class DrainMeter {
 public:
  // `clock` is borrowed.
  explicit DrainMeter(const Clock& clock) : clock_(clock) {}

  // So many bytes wait from now on.
  void wait(std::size_t bytes);
  // They wait no more: they were kept, or were not and are to be sent again.
  void keep(std::size_t bytes);
  void fail(std::size_t bytes);

  // kRetryAfter where no rate says more: nothing was ever kept, or nothing waits but the last was
  // not kept.
  std::chrono::seconds retry_after() const;

 private:
  // The window moves by a tenth of itself.
  struct Slot {
    std::int64_t number = 0;  // of the tenth, since the clock began
    std::size_t bytes = 0;
  };
  static constexpr std::size_t kSlots = 10;

  std::int64_t slot_now() const;

  const Clock& clock_;
  mutable std::mutex mutex_;
  // Under mutex_:
  std::size_t bytes_waiting_ = 0;
  bool is_failing_ = false;
  std::int64_t first_slot_ = -1;  // in which anything was kept
  std::array<Slot, kSlots> slots_;
};

}  // namespace overt
