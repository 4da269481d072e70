// How a tool's telemetry stands for one user: whether it is on and who decided, what is queued,
// what was sent. Looks, and changes nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "client/consent.h"
#include "client/cursor.h"
#include "client/receipt.h"
#include "client/tool_of_user.h"

namespace overt {

enum class TelemetryState {
  kUnknown,  // the contract is not known, and no source has decided that does not depend on it
  kOff,
  kLocal,
  kOn,
};

// Consent as far as it is known.
struct KnownConsent {
  TelemetryState state = TelemetryState::kUnknown;
  std::vector<Opinion> opinions;          // without a contract those that do not depend on it
  std::optional<std::size_t> decided_by;  // index in `opinions`
};

// What decides about the tool's runs, and what the others say.
KnownConsent read_consent(const ToolOfUser& tool);

struct TelemetryStatus {
  KnownConsent consent;
  std::string endpoint;        // empty if nobody has named one
  std::int64_t log_bytes = 0;  // of all its segments
  std::int64_t queued = 0;     // events that the sender is not done with
  std::int64_t oldest_ms = 0;  // Unix time of the first of them; 0 if there is none
  std::optional<Receipt> last_receipt;
  Cursor cursor;
  std::int64_t not_before_ms = 0;  // Unix time of the next attempt if it has to wait, else 0
  bool sender_at_work = false;
};

// The error says which file cannot be read.
Result<TelemetryStatus> read_status(const ToolOfUser& tool, std::int64_t now_ms);

// For people, several lines.
std::string status_text(const ToolOfUser& tool, const TelemetryStatus& status, std::int64_t now_ms);

// For programs: one object, and a newline. docs/for-users.md describes it.
std::string status_json(const ToolOfUser& tool, const TelemetryStatus& status);

}  // namespace overt
