#include "sender/verify.h"

#include <algorithm>

#include "base/bytes.h"
#include "base/hash.h"
#include "model/event_json.h"
#include "sender/plan.h"

namespace overt {
namespace {

// The places of a log that was begun anew are those of the one before; its events are not.
bool are_younger(const std::vector<LogLine>& lines, std::int64_t than_ms) {
  return std::ranges::all_of(lines, [than_ms](const LogLine& line) {
    const Result<Event> event = event_from_json(line.text);
    return event && event->ts_ms > than_ms;
  });
}

Result<LogPosition> oldest_position(const StateDirectory& state) {
  const auto first = read_log(state, {}, 1);
  if (!first) return first.error();
  return first->empty() ? LogPosition{} : first->front().begin;
}

VerifiedReceipt verify(const Receipt& receipt, const std::vector<LogLine>& lines,
                       const Contract& contract) {
  VerifiedReceipt verified{.receipt = receipt, .verdict = Verdict::kGone};
  if (lines.empty() || lines.back().end < receipt.end) return verified;
  if (are_younger(lines, receipt.time_ms)) return verified;
  verified.verdict = Verdict::kDiffers;
  if (lines.front().begin != receipt.begin || lines.back().end != receipt.end) return verified;
  const Batch batch = rebuild_batch(receipt, lines, contract);
  if (batch.not_events == receipt.not_events && batch.not_in_contract != receipt.not_in_contract) {
    verified.verdict = Verdict::kOtherContract;
    return verified;
  }
  verified.body_sha256 = to_hex(sha256(body_of(batch, contract, receipt.lost)));
  if (verified.body_sha256 == receipt.body_sha256) verified.verdict = Verdict::kSame;
  return verified;
}

}  // namespace

Result<std::vector<LogLine>> lines_of(const StateDirectory& state, const Receipt& receipt) {
  std::vector<LogLine> lines;
  for (LogPosition next = receipt.begin; next < receipt.end;) {
    const auto read = read_log(state, next, kEventsPerRequestMax);
    if (!read) return read.error();
    if (read->empty()) break;
    for (const LogLine& line : *read) {
      // Where the part is gone, the log is read from elsewhere.
      if (line.begin >= receipt.begin && line.begin < receipt.end) lines.push_back(line);
    }
    if (read->back().end <= next) break;
    next = read->back().end;
  }
  return lines;
}

Result<std::vector<VerifiedReceipt>> verify_receipts(const StateDirectory& state,
                                                     const Contract& contract) {
  const Result<std::vector<Receipt>> receipts = read_receipts(state);
  if (!receipts) return receipts.error();
  const Result<LogPosition> oldest = oldest_position(state);
  if (!oldest) return oldest.error();
  std::vector<VerifiedReceipt> verified;
  for (const Receipt& receipt : *receipts) {
    if (receipt.count == 0) {
      verified.push_back({receipt, Verdict::kNothingSent, ""});
    } else if (receipt.begin < *oldest) {
      verified.push_back({receipt, Verdict::kGone, ""});
    } else {
      const Result<std::vector<LogLine>> lines = lines_of(state, receipt);
      if (!lines) return lines.error();
      verified.push_back(verify(receipt, *lines, contract));
    }
  }
  return verified;
}

}  // namespace overt
