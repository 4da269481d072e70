#include "sender/sender.h"

#include <optional>
#include <vector>

#include "base/bytes.h"
#include "base/file.h"
#include "base/hash.h"
#include "client/cursor.h"
#include "client/log.h"
#include "sender/lock.h"
#include "sender/plan.h"
#include "sender/receipts.h"

namespace overt {
namespace {

class Run {
 public:
  Run(const SenderOptions& options, const SenderWorld& world)
      : options_(options),
        world_(world),
        deadline_ms_(world.clock.steady_ms() + options.run_ms_max) {}

  Result<SendReport> run();

 private:
  Result<bool> something_waits() const;
  Status drain(Receipts& receipts);
  Result<bool> step(Receipts& receipts);
  Status settle_next_batch(Receipts& receipts, const std::vector<LogLine>& lines);
  Attempt attempt(const std::string& body, std::int64_t events) const;
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
  cursor_ = load_cursor(options_.state.cursor());
  for (;;) {
    const Result<bool> waits = something_waits();
    if (!waits) return waits.error();
    if (!*waits) return report_;

    const Result<std::optional<UniqueFd>> lock = try_to_lock(options_.state.sender_lock());
    if (!lock) return lock.error();
    if (!*lock) {
      report_.end = SendEnd::kBusy;
      return report_;
    }
    Result<Receipts> receipts = Receipts::open(options_.state.receipts());
    if (!receipts) return receipts.error();
    if (const Status drained = drain(*receipts); !drained) return drained.error();
    if (report_.end != SendEnd::kEmpty || left_ms() < kRequestMsMin) return report_;
  }
}

Result<bool> Run::something_waits() const {
  const auto lines = read_log(options_.state, cursor_.position, 1);
  if (!lines) return lines.error();
  return !lines->empty();
}

Status Run::drain(Receipts& receipts) {
  // Another sender may have been at work until the lock was free.
  cursor_ = load_cursor(options_.state.cursor());
  // What the last endpoint asked for does not bind this one.
  if (cursor_.endpoint != options_.endpoint) cursor_ = Cursor{.position = cursor_.position};
  cursor_.endpoint = options_.endpoint;
  if (options_.ignore_wait) cursor_.not_before_ms = 0;
  // Whoever cannot write down how far it has come sends nothing, or it would send it for ever.
  if (const Status saved = save_cursor(options_.state.cursor(), cursor_); !saved) return saved;
  for (;;) {
    const Result<bool> more = step(receipts);
    if (!more) return more.error();
    if (!*more) return Ok{};
  }
}

// False if this run is over; then report_.end says why.
Result<bool> Run::step(Receipts& receipts) {
  const auto lines = read_log(options_.state, cursor_.position, kEventsPerRequestMax);
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
  const Batch batch = take_batch(lines, options_.contract, world_.clock.unix_ms());
  const auto events = static_cast<std::int64_t>(batch.events.size());
  Receipt receipt{.begin = batch.begin,
                  .end = batch.end,
                  .count = events,
                  .too_old = batch.too_old,
                  .not_in_contract = batch.not_in_contract,
                  .not_events = batch.not_events};
  Attempt outcome{.settled = true};
  if (events > 0) {
    const std::string body = body_of(batch, options_.contract);
    receipt.endpoint = options_.endpoint;
    receipt.body_sha256 = to_hex(sha256(body));
    outcome = attempt(body, events);
    receipt.status = outcome.status;
    receipt.rejected = outcome.rejected;
    receipt.why = outcome.why;
  }
  receipt.time_ms = world_.clock.unix_ms();
  cursor_ = after_attempt(cursor_, batch, outcome, receipt.time_ms, world_.random);
  count(batch, outcome);

  // Both are tried: a receipt that cannot be written must not make the events go out again.
  const Status saved = save_cursor(options_.state.cursor(), cursor_);
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

void Run::count(const Batch& batch, const Attempt& attempt) {
  if (!attempt.settled) return;
  report_.sent += static_cast<std::int64_t>(batch.events.size()) - attempt.rejected;
  report_.rejected += attempt.rejected;
  report_.too_old += batch.too_old;
  report_.not_in_contract += batch.not_in_contract;
  report_.not_events += batch.not_events;
  if (attempt.rejected > 0) report_.reject_why = attempt.why;
}

}  // namespace

Result<SendReport> send_queue(const SenderOptions& options, const SenderWorld& world) {
  return Run(options, world).run();
}

}  // namespace overt
