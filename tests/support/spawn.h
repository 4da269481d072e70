// For tests: how they start programs.
#pragma once

#include <sys/types.h>

#include "support/process.h"

namespace overt::testing {

// Starts the program in a process group of its own, with these descriptors for its stdin, stdout
// and stderr. It is killed when the thread that called ends, be it because the test was killed: a
// server would go on for ever. Throws std::system_error if it cannot be started.
pid_t spawn(const Program& program, int in, int out, int err);

}  // namespace overt::testing
