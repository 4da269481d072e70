// `overt verify`: holds what was sent against the log.
#include "sender/verify.h"

#include <fmt/core.h>

#include <algorithm>
#include <memory>

#include "base/printable.h"
#include "cli/commands.h"
#include "cli/user_tool.h"
#include "client/user_words.h"

namespace overt::cli {
namespace {

// Something was sent that the log does not show; not a mistake of the user's.
constexpr int kExitDiffers = 1;

std::string verdict_in_words(const VerifiedReceipt& verified) {
  switch (verified.verdict) {
    case Verdict::kSame:
      return "ok: the log's lines make the very bytes that were sent";
    case Verdict::kNothingSent:
      return "ok: there was no request";
    case Verdict::kGone:
      return "cannot be told: its lines are no longer in the log";
    case Verdict::kOtherContract:
      return "cannot be told: the contract has changed since";
    case Verdict::kDiffers:
      break;
  }
  if (verified.body_sha256.empty()) return "DIFFERS: the log has no such lines there";
  return fmt::format("DIFFERS: sent were bytes with the SHA-256 {}, the log's lines make {}",
                     printable(verified.receipt.body_sha256), verified.body_sha256);
}

Result<int> verify(const ToolOfUser& tool) {
  if (tool.contract == nullptr) return Error{tool.why_unknown};
  const auto verified = verify_receipts(tool.state, *tool.contract);
  if (!verified) return verified.error();
  if (verified->empty())
    fmt::print("No receipts in {}: nothing was sent\n", printable(tool.state.receipts()));
  for (const VerifiedReceipt& one : *verified) {
    fmt::print("{}  {}\n  {}\n", local_time(one.receipt.time_ms), words_of(one.receipt),
               verdict_in_words(one));
  }
  const bool differs =
      std::ranges::count(*verified, Verdict::kDiffers, &VerifiedReceipt::verdict) > 0;
  return differs ? kExitDiffers : 0;
}

}  // namespace

Command verify_command() {
  const auto tool = std::make_shared<ToolOption>();
  return {.name = "verify",
          .summary = "Hold what was sent against the log: are these the same bytes?",
          .groups = {tool_options(*tool)},
          .footer =
              "For each receipt the request is made once more of the log's lines, and its SHA-256 "
              "compared\n"
              "with that of what was sent. Exit code 1 if one differs.\n"
              "Example: overt verify --app git",
          .run = [tool] { return run_for_tool(*tool, "unknown", verify); }};
}

}  // namespace overt::cli
