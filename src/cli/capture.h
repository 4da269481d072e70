// Runs a program that one knows little about and takes what it prints.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"

namespace overt::cli {

struct CaptureRequest {
  std::vector<std::string> argv;  // argv[0] is a path, or a name that PATH has; no shell reads it
  // Set on top of this process's environment.
  std::vector<std::pair<std::string, std::string>> variables = {};
  std::chrono::milliseconds time_max;
  std::size_t bytes_max;
};

struct Capture {
  std::string output;       // stdout and stderr as they came, at most bytes_max
  bool was_killed = false;  // it had not ended when one of the limits was reached
};

// The program gets /dev/null for stdin, a session of its own, so that no terminal is there to ask,
// and default signals. When it has ended, or a limit is reached, it and what it started in that
// session are killed. An interrupt of this process kills them as well. The exit code does not
// count. An error if the program cannot be started. Threads: only in a process that has one.
Result<Capture> capture_output(const CaptureRequest& request);

}  // namespace overt::cli
