#include "sender/plan.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <charconv>
#include <limits>

#include "contract/gate.h"
#include "model/event_json.h"

namespace overt {
namespace {

// Text from outside that a person will read at a terminal: printable ASCII, and not much.
std::string readable(std::string_view text) {
  std::string result(text.substr(0, kReasonBytesMax));
  std::ranges::replace_if(result, [](char c) { return c < ' ' || c > '~'; }, '?');
  return result;
}

// An even draw from [0, bound).
std::int64_t draw(Random& random, std::int64_t bound) {
  std::array<std::uint8_t, 8> bytes{};
  random.fill(bytes);
  return static_cast<std::int64_t>(std::bit_cast<std::uint64_t>(bytes) %
                                   static_cast<std::uint64_t>(bound));
}

// Half of it is certain, half is drawn, so that clients that failed together come back apart.
std::int64_t backoff_ms(int attempts, Random& random) {
  constexpr int kDoublingsMax = 16;  // far beyond kBackoffMsMax, far below overflow
  const int doublings = std::min(attempts - 1, kDoublingsMax);
  const std::int64_t whole = std::min(kBackoffMsMin << doublings, kBackoffMsMax);
  return whole / 2 + draw(random, whole / 2 + 1);
}

// What the server asked for, and up to a tenth more: it said the same to others.
std::int64_t asked_wait_ms(std::int64_t retry_after_ms, Random& random) {
  return retry_after_ms + draw(random, retry_after_ms / 10 + 1);
}

// Whoever appended it, an event is sent only if a client of this contract could have recorded it
// at its time. It is never altered: its identity is that of its line, and the log shows what was
// sent.
bool may_be_sent(const Contract& contract, const Event& event) {
  if (check(contract, event)) return false;
  Event recorded = event;
  discard(contract, recorded, event.ts_ms);
  return recorded == event;
}

// What becomes of an event, or of a line that is none, at this time.
LineFate fate_of(const Result<Event>& event, const Contract& contract, std::int64_t now_ms) {
  if (!event) return LineFate::kNotAnEvent;
  if (event->ts_ms < now_ms - kEventAgeMsMax) return LineFate::kTooOld;
  return may_be_sent(contract, *event) ? LineFate::kInRequest : LineFate::kNotInContract;
}

void settle(Batch& batch, LineFate fate, Event event, const LogLine& line) {
  switch (fate) {
    case LineFate::kNotAnEvent:
      ++batch.not_events;
      break;
    case LineFate::kTooOld:
      ++batch.too_old;
      break;
    case LineFate::kNotInContract:
      ++batch.not_in_contract;
      break;
    case LineFate::kInRequest: {
      const SpanIdentity identity = identity_of(event, line.text);
      batch.events.push_back({std::move(event), identity});
      ++batch.count;
      break;
    }
  }
  batch.end = line.end;
  ++batch.lines;
}

}  // namespace

Batch take_batch(std::span<const LogLine> lines, const Contract& contract, std::int64_t now_ms) {
  assert(!lines.empty());
  Batch batch{.events = {}, .begin = lines.front().begin, .end = lines.front().begin};
  std::size_t bytes = 0;
  for (const LogLine& line : lines) {
    bytes += line.text.size();
    const bool first = &line == lines.data();
    if (!first && bytes > kLineBytesPerRequestMax) break;
    if (batch.events.size() == kEventsPerRequestMax) break;
    Result<Event> event = event_from_json(line.text);
    const LineFate fate = fate_of(event, contract, now_ms);
    settle(batch, fate, event ? *std::move(event) : Event{}, line);
  }
  return batch;
}

std::string body_of(const Batch& batch, const Contract& contract, std::int64_t lost) {
  return encode_export_request(batch.events, contract.span_name, lost);
}

std::vector<LineFate> fates_of(const Receipt& receipt, std::span<const LogLine> lines,
                               const Contract& contract) {
  std::vector<LineFate> fates;
  for (const LogLine& line : lines) {
    LineFate fate = fate_of(event_from_json(line.text), contract, receipt.taken_ms);
    const bool was_in_contract = receipt.not_in_contract == 0;
    if (fate == LineFate::kNotInContract && was_in_contract) fate = LineFate::kInRequest;
    fates.push_back(fate);
  }
  return fates;
}

Batch rebuild_batch(const Receipt& receipt, std::span<const LogLine> lines,
                    const Contract& contract) {
  Batch batch{.events = {}, .begin = receipt.begin, .end = receipt.begin};
  const std::vector<LineFate> fates = fates_of(receipt, lines, contract);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    Result<Event> event = event_from_json(lines[i].text);
    settle(batch, fates[i], event ? *std::move(event) : Event{}, lines[i]);
  }
  return batch;
}

Attempt judge_answer(int status, std::string_view body, std::string_view retry_after,
                     std::int64_t events, std::int64_t now_ms) {
  if (status < 200 || status > 299) {
    Attempt attempt{.status = status, .why = fmt::format("answered {}", status)};
    attempt.settled = !is_retryable(status);
    if (attempt.settled) {
      attempt.rejected = events;
    } else {
      attempt.retry_after_ms = retry_after_ms(retry_after, now_ms);
    }
    return attempt;
  }
  // From here on the server has answered for every event, so none is sent again.
  Attempt attempt{.settled = true, .status = status};
  const Result<ExportResponse> response = decode_export_response(body);
  if (!response) {
    attempt.why = "the answer is not OTLP";
  } else {
    attempt.rejected = std::clamp<std::int64_t>(response->rejected_spans, 0, events);
    attempt.why = readable(response->error_message);
  }
  return attempt;
}

Attempt no_answer(std::string_view why) { return {.why = readable(why)}; }

std::optional<std::int64_t> retry_after_ms(std::string_view header, std::int64_t now_ms) {
  const auto limited = [](std::int64_t wait_ms) {
    return std::clamp(wait_ms, kRetryAfterMsMin, kRetryAfterMsMax);
  };
  if (header.empty()) return std::nullopt;
  if (std::ranges::all_of(header, [](char c) { return c >= '0' && c <= '9'; })) {
    std::int64_t seconds = 0;
    const auto [end, error] =
        std::from_chars(header.data(), header.data() + header.size(), seconds);
    if (error != std::errc{} || seconds > kRetryAfterMsMax / 1000) return kRetryAfterMsMax;
    return limited(seconds * 1000);
  }
  // Reads all three forms of RFC 9110, 5.6.7.
  const std::int64_t date_s = curl_getdate(std::string(header).c_str(), nullptr);
  if (date_s < 0) return std::nullopt;
  return limited(date_s * 1000 - now_ms);
}

std::int64_t lost_events(const Cursor& cursor, const Batch& batch) {
  return cursor.lost + batch.too_old;
}

Cursor after_attempt(const Cursor& cursor, const Batch& batch, const Attempt& attempt,
                     std::int64_t now_ms, Random& random) {
  if (attempt.settled) {
    return {.position = batch.end,
            .lost = batch.count == 0 ? lost_events(cursor, batch) : 0,
            .losses_offset = cursor.losses_offset,
            .endpoint = cursor.endpoint};
  }
  Cursor next = cursor;
  next.attempts = std::min(cursor.attempts, std::numeric_limits<int>::max() - 1) + 1;
  next.not_before_ms =
      now_ms + (attempt.retry_after_ms ? asked_wait_ms(*attempt.retry_after_ms, random)
                                       : backoff_ms(next.attempts, random));
  next.why = attempt.why;
  return next;
}

Next next_step(const Cursor& cursor, std::int64_t now_ms, std::int64_t left_ms) {
  if (left_ms < kRequestMsMin) return {Step::kOutOfTime};
  const std::int64_t wait_ms = cursor.not_before_ms - now_ms;
  // No wait is longer than what a server may ask for: the clock was wrong then or is wrong now.
  const bool clock_has_jumped = wait_ms > kRetryAfterMsMax + kRetryAfterMsMax / 10;
  if (wait_ms <= 0 || clock_has_jumped) return {Step::kSend};
  if (wait_ms > left_ms - kRequestMsMin) return {Step::kTryLater};
  return {Step::kWait, wait_ms};
}

}  // namespace overt
