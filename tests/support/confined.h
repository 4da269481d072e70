// For tests: a real program in a process that was made worse before it became the program.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "support/process.h"

namespace overt::testing {

struct Confined {
  std::string executable;
  std::vector<std::string> argv;
  std::vector<std::string> environment;  // "NAME=value"
  std::string directory;                 // where it runs; empty for where the test does
  // Makes the new process worse; "" or what this machine does not permit. Its 0 is /dev/null, its 1
  // and 2 are pipes of the test.
  std::function<std::string()> enter = {};
};

struct ConfinedOutcome {
  Outcome outcome;
  std::string not_permitted;  // why it was not run; empty if it was
};

// Runs it to its end, until its stdout and stderr are closed, and until all that it has started and
// left behind has ended, too.
ConfinedOutcome run_confined(const Confined& program);

}  // namespace overt::testing
