// The log as a person reads it: a line for each event that says what it tells and what became of
// it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "client/cursor.h"
#include "client/log.h"
#include "client/receipt.h"
#include "client/tool_of_user.h"
#include "sender/plan.h"

namespace overt::cli {

class LogForPeople {
 public:
  // Knows the receipts and the cursor as they are now. `tool` must outlive it. An error if the
  // receipts cannot be read.
  static Result<LogForPeople> open(const ToolOfUser& tool);

  // "2026-11-23 18:05:12  git commit  exited 0 after 1 ms  queued"
  std::string line_of(const LogLine& line);

  const std::vector<Receipt>& receipts() const { return receipts_; }

 private:
  LogForPeople(const ToolOfUser& tool, Cursor cursor, std::vector<Receipt> receipts)
      : tool_(&tool), cursor_(std::move(cursor)), receipts_(std::move(receipts)) {}

  const Receipt* last_about(LogPosition position) const;
  std::string became_of(const LogLine& line);
  LineFate fate_in(const Receipt& receipt, LogPosition position);

  const ToolOfUser* tool_;
  Cursor cursor_;
  std::vector<Receipt> receipts_;
  const Receipt* told_ = nullptr;  // the receipt that `fates_` are of
  std::map<LogPosition, LineFate> fates_;
};

// "2026-11-23 18:05:12  2 events to https://…, answered 200"
std::string line_of(const Receipt& receipt);

}  // namespace overt::cli
