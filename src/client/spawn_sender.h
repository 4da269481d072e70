// Starts the sender: a process of its own that nobody waits for.
#pragma once

#include <string>
#include <vector>

#include "base/environment.h"
#include "base/result.h"
#include "contract/contract.h"

namespace overt {

// Where the sender is to send to: <PREFIX>_TELEMETRY_TRACE_URL if it is set, else what the contract
// says; without query and fragment. Empty if neither says anything.
std::string endpoint(const Contract& contract, const Environment& environment);

// What the sender is started with, and all that it gets.
struct SenderProgram {
  std::string executable;  // absolute
  std::vector<std::string> argv;
  std::vector<std::string> environment;  // "NAME=value"
};

// `overt send` with this process's own executable. `contract_path` is absolute. Of the environment
// it gets what leads it to the log, and what leads it to the certificates that it trusts.
SenderProgram sender_program(const std::string& contract_path, const std::string& endpoint,
                             const Environment& environment);

// Starts `program` as the child of nobody here: in a session of its own, in /, with stdin, stdout
// and stderr on /dev/null, no other descriptor, all signals at their defaults and none blocked.
// Returns once it runs and does not wait for its end; it leaves no zombie. The error says why
// nothing runs. Threads: any.
Status spawn_sender(const SenderProgram& program);

}  // namespace overt
