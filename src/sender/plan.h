// What the sender decides, apart from doing it: functions of the log's lines, the cursor, the clock
// and what an attempt came to. The rules are those of OTLP 1.11, "OTLP/HTTP Response".
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "client/cursor.h"
#include "client/log.h"
#include "client/receipt.h"
#include "model/otlp.h"
#include "overt/contract.hpp"

namespace overt {

// An event that nobody could be told for this long answers no question any more.
inline constexpr std::int64_t kEventAgeMsMax = 30LL * 24 * 60 * 60 * 1000;

// The batch of an OpenTelemetry SDK. A full log is some 25 of them.
inline constexpr std::size_t kEventsPerRequestMax = 512;

// Lines of one request together: with their events and the body made of them some 2 MiB, of the
// 16 MiB that the sender may take. At the usual 400 bytes a line, kEventsPerRequestMax comes first.
inline constexpr std::size_t kLineBytesPerRequestMax = std::size_t{512} << 10;

// A run of the sender, from its start to its end. Half a second of the 10 s that the process may
// take is left for what comes before and after.
inline constexpr std::int64_t kRunMsMax = 9'500;

// With less time left, a request would be cut off and count as failed although nothing is wrong.
inline constexpr std::int64_t kRequestMsMin = 1'000;

// The first wait is longer than a run, so that a server that is away sees one attempt a run; the
// last is an hour, so that a morning's first commands tell of the evening before.
inline constexpr std::int64_t kBackoffMsMin = 30'000;
inline constexpr std::int64_t kBackoffMsMax = 60LL * 60 * 1000;

// `Retry-After: 0` must not make a loop, and a wrong date must not end the sending for ever.
inline constexpr std::int64_t kRetryAfterMsMin = 1'000;
inline constexpr std::int64_t kRetryAfterMsMax = 24LL * 60 * 60 * 1000;

// A reason as it stands in receipts and cursor; a server may send any text as one.
inline constexpr std::size_t kReasonBytesMax = 200;

// What one request carries, and the part of the log that it settles.
struct Batch {
  std::vector<OutgoingEvent> events;
  LogPosition begin;
  LogPosition end;
  std::size_t lines = 0;             // of the log, in between
  std::int64_t count = 0;            // of the events, also when they are no longer here
  std::int64_t too_old = 0;          // events over kEventAgeMsMax, dropped
  std::int64_t not_in_contract = 0;  // events that the contract does not let out, passed over
  std::int64_t not_events = 0;       // lines that are no events, passed over
};

// The first lines that go together; `lines` is not empty. Always settles at least one. What goes
// goes as it stands in the log: an event with a part that the contract discards or no longer
// records is not sent without that part, but not at all.
Batch take_batch(std::span<const LogLine> lines, const Contract& contract, std::int64_t now_ms);

// The request's body, which tells of `lost` events as well: what is sent, previewed and verified is
// made here alone.
std::string body_of(const Batch& batch, const Contract& contract, std::int64_t lost);

enum class LineFate {
  kInRequest,
  kTooOld,
  kNotInContract,
  kNotAnEvent,
};

// What became of each line of a receipt's part of the log, at the time that the receipt tells. Only
// if it says that some events were not in the contract is the contract asked, which may have
// changed since.
std::vector<LineFate> fates_of(const Receipt& receipt, std::span<const LogLine> lines,
                               const Contract& contract);

// The batch that the receipt is about, made once more of its lines.
Batch rebuild_batch(const Receipt& receipt, std::span<const LogLine> lines,
                    const Contract& contract);

// What an attempt came to.
struct Attempt {
  bool settled = false;       // the events are done with: taken or refused, never sent again
  int status = 0;             // of the answer; 0 if there was none
  std::int64_t rejected = 0;  // events that the server did not take
  std::string why;            // it failed, or events were rejected; else what the server warns of
  std::optional<std::int64_t> retry_after_ms;  // if it asks for a wait
};

// A request with `events` events was answered. Retryable are 429, 502, 503 and 504 alone.
Attempt judge_answer(int status, std::string_view body, std::string_view retry_after,
                     std::int64_t events, std::int64_t now_ms);

// A request was not answered, for this reason.
Attempt no_answer(std::string_view why);

// `Retry-After`, in seconds or as a date (RFC 9110, 10.2.3), as a wait from `now_ms` on within the
// limits above. Nothing if it is neither.
std::optional<std::int64_t> retry_after_ms(std::string_view header, std::int64_t now_ms);

// What a request with this batch tells of events that will never be sent: those of the cursor, and
// those that are dropped with the batch.
std::int64_t lost_events(const Cursor& cursor, const Batch& batch);

// The cursor after an attempt: past the batch, or at its place with a wait before the next one.
// What was lost is told once a request is settled; until then it stays in the cursor.
Cursor after_attempt(const Cursor& cursor, const Batch& batch, const Attempt& attempt,
                     std::int64_t now_ms, Random& random);

enum class Step {
  kSend,       // now
  kWait,       // for Next::wait_ms, then ask again
  kTryLater,   // the wait is longer than this run
  kOutOfTime,  // this run is over
};

struct Next {
  Step step = Step::kSend;
  std::int64_t wait_ms = 0;
};

// `left_ms` is what is left of the run.
Next next_step(const Cursor& cursor, std::int64_t now_ms, std::int64_t left_ms);

}  // namespace overt
