// A receipt: what one attempt to send was about, and what came of it, as text that the user can
// read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "client/log.h"

namespace overt {

// A file of receipts; with the older one twice that. A line is some 450 bytes, so there are always
// the last 500 attempts to be seen.
inline constexpr std::size_t kReceiptsBytesMax = std::size_t{256} << 10;

struct Receipt {
  std::int64_t time_ms = 0;   // Unix time of the answer, or of giving up
  std::int64_t taken_ms = 0;  // Unix time at which it was decided which events are too old
  LogPosition begin;          // the part of the log that the attempt was about
  LogPosition end;
  std::int64_t count = 0;  // events in the request; 0 if all lines were dropped, and none was made
  std::string endpoint;    // empty without a request
  int status = 0;          // of the answer; 0 if there was none
  std::string why;         // what went wrong, or what the server warns of
  std::int64_t rejected = 0;         // events that the server did not take
  std::int64_t too_old = 0;          // events dropped for their age
  std::int64_t not_in_contract = 0;  // events that the contract does not let out, passed over
  std::int64_t not_events = 0;       // lines passed over
  std::int64_t lost = 0;             // events that went unsent before, as the request told
  std::string body_sha256;           // of the request, in hex; empty without a request
};

// One line of JSON, its newline included.
std::string to_json(const Receipt& receipt);

// Nothing if `line` is no receipt. Keys that it does not know are passed over.
std::optional<Receipt> receipt_from_json(std::string_view line);

// Whether an answer asks to send the same again later (OTLP 1.11, "Retryable Response Codes").
bool is_retryable(int status);

// Whether the part of the log is done with: its events taken or refused by whoever answered, or
// dropped; in any case never sent again.
bool has_settled(const Receipt& receipt);

// `path` with ".old" before its last extension.
std::string older_receipts(const std::string& path);

// All receipts that are there, oldest first; lines that are none are left out. An error if a file
// of them cannot be read.
Result<std::vector<Receipt>> read_receipts(const StateDirectory& state);

}  // namespace overt
