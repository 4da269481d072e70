#include "sender/staying.h"

#include <optional>

#include "base/file.h"
#include "sender/lock.h"

namespace overt {
namespace {

class Stay {
 public:
  Stay(const SenderOptions& options, const SenderWorld& world,
       const std::function<bool()>& may_send)
      : options_(options),
        world_(world),
        may_send_(may_send),
        deadline_ms_(world.clock.steady_ms() + options.run_ms_max) {}

  Status send_first() { return keep(send_queue(options_, world_)); }
  Status send_what_comes();
  Status send_new();

 private:
  Status keep(const Result<SendReport>& report);
  std::int64_t left_ms() const { return deadline_ms_ - world_.clock.steady_ms(); }

  const SenderOptions& options_;
  const SenderWorld& world_;
  const std::function<bool()>& may_send_;
  const std::int64_t deadline_ms_;
  bool goes_on_ = true;  // more may be sent now
};

Status Stay::keep(const Result<SendReport>& report) {
  if (!report) return report.error();
  goes_on_ = report->end == SendEnd::kEmpty || report->end == SendEnd::kBusy;
  return Ok{};
}

Status Stay::send_what_comes() {
  // The last look, without the lock, is to have time for a request.
  constexpr std::int64_t kLeftMsMin = 2 * kRequestMsMin;
  std::int64_t quiet_ms = 0;
  while (goes_on_ && quiet_ms < kStayMs && left_ms() >= kLeftMsMin) {
    world_.wait(kLookMs);
    const Result<bool> waits = events_wait(options_.state);
    if (!waits) return waits.error();
    quiet_ms = *waits ? 0 : quiet_ms + kLookMs;
    if (!*waits) continue;
    if (const Status sent = send_new(); !sent) return sent;
  }
  return Ok{};
}

Status Stay::send_new() {
  goes_on_ = goes_on_ && may_send_();
  if (!goes_on_) return Ok{};
  SenderOptions rest = options_;
  rest.run_ms_max = left_ms();
  return keep(send_queue(rest, world_));
}

}  // namespace

Status send_and_stay(const SenderOptions& options, const SenderWorld& world,
                     const std::function<bool()>& may_send) {
  Result<std::optional<UniqueFd>> lock = try_to_lock(options.state.staying_lock());
  if (!lock) return lock.error();
  Stay stay(options, world, may_send);
  if (const Status sent = stay.send_first(); !sent || !*lock) return sent;
  if (const Status sent = stay.send_what_comes(); !sent) return sent;
  // A command that ended before has seen the lock, and left its events to this sender.
  lock->reset();
  return stay.send_new();
}

}  // namespace overt
