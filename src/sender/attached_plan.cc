#include "sender/attached_plan.h"

namespace overt {

AttachedStep after_first_sending(const SendReport& report, bool connected, std::int64_t left_ms) {
  if (left_ms < kRequestMsMin) return AttachedStep::kEnd;
  switch (report.end) {
    case SendEnd::kTryLater:
    case SendEnd::kOutOfTime:
      return AttachedStep::kEnd;
    case SendEnd::kBusy:
    case SendEnd::kEmpty:
      break;
  }
  const bool was_answered = report.sent + report.rejected > 0;
  return was_answered && connected ? AttachedStep::kSayLive : AttachedStep::kStay;
}

}  // namespace overt
