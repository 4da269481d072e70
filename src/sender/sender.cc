#include "sender/sender.h"

#include <unistd.h>

#include <algorithm>
#include <optional>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "base/file.h"
#include "base/hash.h"
#include "client/cursor.h"
#include "client/log.h"
#include "client/log_segments.h"
#include "sender/lock.h"
#include "sender/losses.h"
#include "sender/plan.h"
#include "sender/receipts.h"

namespace overt {
namespace {

// A tool that looks whether a sender is at work holds the lock for some microseconds. A sender that
// meets one is not to believe that another is at work; two in a row are rare enough.
constexpr int kLockAttemptsMax = 3;
constexpr std::int64_t kLockWaitMs = 2;

// A rotation takes a millisecond at most. Without the lock a loss may be counted although its
// events arrived, which is better than to wait for a process that was stopped with it.
constexpr int kLogLockAttemptsMax = 20;
constexpr std::int64_t kLogLockWaitMs = 1;

// How often the cursor is written anew at most, because the log was rotated meanwhile.
constexpr int kSavesMax = 4;

// Of losses.ndjson that are told of, this much stays to be read by the user.
constexpr std::int64_t kToldLossesBytesMax = 4096;

class Run {
 public:
  Run(const SenderOptions& options, const SenderWorld& world)
      : options_(options),
        world_(world),
        deadline_ms_(world.clock.steady_ms() + options.run_ms_max) {}

  Result<SendReport> run();

 private:
  Result<std::optional<UniqueFd>> lock() const;
  Status drain(Receipts& receipts);
  Result<bool> step(Receipts& receipts);
  Status settle_next_batch(Receipts& receipts, const std::vector<LogLine>& lines);
  Attempt attempt(const std::string& body, std::int64_t events) const;
  bool take_losses(std::span<const LogLine> settled);
  Status save(std::span<const LogLine> settled);
  std::optional<UniqueFd> lock_log() const;
  void count(const Batch& batch, const Attempt& attempt);
  std::int64_t left_ms() const { return deadline_ms_ - world_.clock.steady_ms(); }

  const SenderOptions& options_;
  const SenderWorld& world_;
  const std::int64_t deadline_ms_;
  Cursor cursor_;
  SendReport report_;
};

// An event that came in after the last look, whose own sender found the lock taken, would wait for
// the next command. So once the lock is free again there is one more look.
Result<SendReport> Run::run() {
  for (;;) {
    const Result<bool> waits = events_wait(options_.state);
    if (!waits) return waits.error();
    if (!*waits) return report_;

    const Result<std::optional<UniqueFd>> held = lock();
    if (!held) return held.error();
    if (!*held) {
      report_.end = SendEnd::kBusy;
      return report_;
    }
    Result<Receipts> receipts = Receipts::open(options_.state.receipts());
    if (!receipts) return receipts.error();
    if (const Status drained = drain(*receipts); !drained) return drained.error();
    if (report_.end != SendEnd::kEmpty || left_ms() < kRequestMsMin) return report_;
  }
}

Result<std::optional<UniqueFd>> Run::lock() const {
  for (int attempt = 1;; ++attempt) {
    Result<std::optional<UniqueFd>> held = try_to_lock(options_.state.sender_lock());
    if (!held || *held || attempt == kLockAttemptsMax) return held;
    world_.wait(kLockWaitMs);
  }
}

Status Run::drain(Receipts& receipts) {
  // Another sender may have been at work until the lock was free.
  cursor_ = load_cursor(options_.state.cursor());
  // What the last endpoint asked for does not bind this one.
  if (cursor_.endpoint != options_.endpoint) {
    cursor_ = Cursor{
        .position = cursor_.position, .lost = cursor_.lost, .losses_offset = cursor_.losses_offset};
  }
  cursor_.endpoint = options_.endpoint;
  if (options_.ignore_wait) cursor_.not_before_ms = 0;
  // Whoever cannot write down how far it has come sends nothing, or it would send it for ever.
  if (const Status saved = save({}); !saved) return saved;
  for (;;) {
    const Result<bool> more = step(receipts);
    if (!more) return more.error();
    if (!*more) return Ok{};
  }
}

// False if this run is over; then report_.end says why.
Result<bool> Run::step(Receipts& receipts) {
  // Before the log is read: what is lost from here on may be among the lines.
  take_losses({});
  const auto lines =
      read_log(options_.state, cursor_.position, kEventsPerRequestMax, kLineBytesPerRequestMax);
  if (!lines) return lines.error();
  if (lines->empty()) return false;

  const Next next = next_step(cursor_, world_.clock.unix_ms(), left_ms());
  switch (next.step) {
    case Step::kTryLater:
      report_.end = SendEnd::kTryLater;
      report_.not_before_ms = cursor_.not_before_ms;
      report_.wait_why = cursor_.why;
      return false;
    case Step::kOutOfTime:
      report_.end = SendEnd::kOutOfTime;
      return false;
    case Step::kWait:
      world_.wait(next.wait_ms);
      return true;
    case Step::kSend:
      break;
  }
  if (const Status settled = settle_next_batch(receipts, *lines); !settled) return settled.error();
  return true;
}

Status Run::settle_next_batch(Receipts& receipts, const std::vector<LogLine>& lines) {
  const std::int64_t taken_ms = world_.clock.unix_ms();
  Batch batch = take_batch(lines, options_.contract, taken_ms);
  Receipt receipt{.taken_ms = taken_ms,
                  .begin = batch.begin,
                  .end = batch.end,
                  .count = batch.count,
                  .too_old = batch.too_old,
                  .not_in_contract = batch.not_in_contract,
                  .not_events = batch.not_events};
  Attempt outcome{.settled = true};
  if (batch.count > 0) {
    receipt.lost = lost_events(cursor_, batch);
    const std::string body = body_of(batch, options_.contract, receipt.lost);
    receipt.endpoint = options_.endpoint;
    receipt.body_sha256 = to_hex(sha256(body));
    // TLS takes its memory now; it may have that of the events, which are in the body.
    batch.events = std::vector<OutgoingEvent>();
    outcome = attempt(body, batch.count);
    receipt.status = outcome.status;
    receipt.rejected = outcome.rejected;
    receipt.why = outcome.why;
  }
  receipt.time_ms = world_.clock.unix_ms();
  cursor_ = after_attempt(cursor_, batch, outcome, receipt.time_ms, world_.random);
  count(batch, outcome);

  const std::span<const LogLine> taken = std::span(lines).first(batch.lines);
  // Both are tried: a receipt that cannot be written must not make the events go out again.
  const Status saved = save(outcome.settled ? taken : std::span<const LogLine>());
  const Status receipted = receipts.append(receipt);
  return saved ? receipted : saved;
}

Attempt Run::attempt(const std::string& body, std::int64_t events) const {
  const Result<HttpAnswer> answer = world_.transport.post(body, left_ms());
  if (!answer) return no_answer(answer.error().message);
  Attempt judged = judge_answer(answer->status, answer->body, answer->retry_after, events,
                                world_.clock.unix_ms());
  if (answer->too_large && judged.why.empty()) judged.why = "the answer is too large to read";
  return judged;
}

// Adds what was noted since the last look; false if nothing was. Lines that were settled meanwhile
// are not lost, although they were noted: the cursor did not say so yet.
bool Run::take_losses(std::span<const LogLine> settled) {
  const NotedLosses noted = read_losses(options_.state.losses(), cursor_.losses_offset);
  cursor_.losses_offset = noted.end;
  for (const Loss& loss : noted.losses) {
    cursor_.lost += std::max<std::int64_t>(loss.events - lines_in(loss, settled), 0);
  }
  return !noted.losses.empty();
}

// Saves the cursor in a moment in which nobody rotates the log. So whoever rotates it knows of the
// lines that are settled, or has noted them before, and then they are taken off here.
Status Run::save(std::span<const LogLine> settled) {
  take_losses(settled);
  for (int count = 1;; ++count) {
    const Status prepared = prepare_cursor(options_.state, cursor_);
    if (!prepared) return prepared.error();
    const std::optional<UniqueFd> lock = lock_log();
    const bool last = count == kSavesMax;
    if (!last && take_losses(settled)) continue;
    const Status saved = commit_cursor(options_.state);
    if (saved && lock && !last && cursor_.losses_offset > kToldLossesBytesMax) {
      // A cursor that points behind the end reads from the beginning.
      if (::truncate(options_.state.losses().c_str(), 0) == 0) cursor_.losses_offset = 0;
    }
    return saved;
  }
}

// Nothing if it could not be had.
std::optional<UniqueFd> Run::lock_log() const {
  for (int attempt = 1; attempt <= kLogLockAttemptsMax; ++attempt) {
    Result<UniqueFd> lock = try_to_lock_log(options_.state);
    if (lock) return *std::move(lock);
    world_.wait(kLogLockWaitMs);
  }
  return std::nullopt;
}

void Run::count(const Batch& batch, const Attempt& attempt) {
  if (!attempt.settled) return;
  report_.sent += batch.count - attempt.rejected;
  report_.rejected += attempt.rejected;
  report_.too_old += batch.too_old;
  report_.not_in_contract += batch.not_in_contract;
  report_.not_events += batch.not_events;
  if (attempt.rejected > 0) report_.reject_why = attempt.why;
}

}  // namespace

Result<bool> events_wait(const StateDirectory& state) {
  const auto lines = read_log(state, load_cursor(state.cursor()).position, 1);
  if (!lines) return lines.error();
  return !lines->empty();
}

Result<SendReport> send_queue(const SenderOptions& options, const SenderWorld& world) {
  return Run(options, world).run();
}

}  // namespace overt
