// Holds what was sent against the log: each receipt has the SHA-256 of the body that went out, and
// the same body can be made once more of the lines that it is about.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "client/log.h"
#include "client/receipt.h"
#include "client/state.h"
#include "overt/contract.hpp"

namespace overt {

enum class Verdict {
  kSame,           // the lines make the very body that was sent
  kNothingSent,    // there was no request
  kGone,           // the lines are no longer in the log: it was rotated, cut or begun anew since
  kOtherContract,  // which events the contract did not let out then cannot be told by today's
  kDiffers,        // the lines make another body
};

struct VerifiedReceipt {
  Receipt receipt;
  Verdict verdict = Verdict::kSame;
  std::string body_sha256;  // of the body made of the lines; empty if none was made
};

// The lines of a receipt's part of the log, as far as they are there. The part need not begin or
// end where a line does.
Result<std::vector<LogLine>> lines_of(const StateDirectory& state, const Receipt& receipt);

// All receipts, oldest first. The error says which file cannot be read.
Result<std::vector<VerifiedReceipt>> verify_receipts(const StateDirectory& state,
                                                     const Contract& contract);

}  // namespace overt
