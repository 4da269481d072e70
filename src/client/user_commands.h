// What a user may ask of a tool's telemetry, as a tool offers it itself and as `overt` does. Each
// prints its answer on stdout and returns the exit code; an error is for the caller to print.
#pragma once

#include "base/result.h"
#include "client/tool_of_user.h"

namespace overt {

struct StatusCommand {
  bool json = false;
};
Result<int> print_status(const ToolOfUser& tool, const StatusCommand& command);

Result<int> turn(const ToolOfUser& tool, bool on);

// Asks first where there is a terminal, unless `yes`.
struct PurgeCommand {
  bool yes = false;
};
Result<int> purge_records(const ToolOfUser& tool, const PurgeCommand& command);

// The log's lines as they are.
struct RawLogCommand {
  bool receipts = false;  // then the receipts', too
  bool follow = false;    // and goes on with what is recorded meanwhile; ends by a signal
};
Result<int> print_raw_log(const ToolOfUser& tool, const RawLogCommand& command);

}  // namespace overt
