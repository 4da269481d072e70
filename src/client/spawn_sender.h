// Starts the sender: a process of its own that nobody waits for.
#pragma once

#include <string>
#include <vector>

#include "base/environment.h"
#include "base/result.h"
#include "overt/contract.hpp"

namespace overt {

// Where the user wants events to go: <PREFIX>_TELEMETRY_TRACE_URL without query and fragment. Empty
// if it is not set: then they go where the contract says.
std::string user_endpoint(const Contract& contract, const Environment& environment);

// What the sender is started with, and all that it gets.
struct SenderProgram {
  std::string executable;  // absolute
  std::vector<std::string> argv;
  std::vector<std::string> environment;  // "NAME=value"
};

// `overt send` with this process's own executable. `contract_path` is absolute and leads to
// `contract`. An empty `user_endpoint` is not passed on: the sender allows a user more than a
// contract. Of the environment it gets what it asks for consent once more, what leads it to the
// log, and what leads it to the certificates that it trusts.
SenderProgram sender_program(const Contract& contract, const std::string& contract_path,
                             const std::string& user_endpoint, const Environment& environment);

// Starts `program` as the child of nobody here: in a session of its own, in /, with stdin, stdout
// and stderr on /dev/null, no other descriptor, all signals at their defaults and none blocked.
// Returns once it runs and does not wait for its end; it leaves no zombie. The error says why
// nothing runs. Threads: any.
Status spawn_sender(const SenderProgram& program);

}  // namespace overt
