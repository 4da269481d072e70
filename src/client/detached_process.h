// Starts a program that nobody waits for, and that shares nothing with the process that started it.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace overt {

struct DetachedProgram {
  std::string executable;  // absolute
  std::vector<std::string> argv;
  std::vector<std::string> environment;  // "NAME=value"
  int stdin_fd = -1;                     // borrowed; -1 is /dev/null
  int stdout_fd = -1;
};

// Starts `program` as the child of nobody here: in a session of its own, in /, with stderr and
// whatever is not named on /dev/null, no other descriptor, all signals at their defaults and none
// blocked. No wait(2) of this process and no handler of SIGCHLD meets it, unless this process
// adopts orphans, as process 1 does; a zombie of a process in between stays until the next start or
// this process's end, and only a wait with __WCLONE or __WALL finds it. Returns before the program
// runs, as soon whatever the size of this process: if there is no such program, or it cannot be
// kept apart from this process, nothing runs and nobody is told. A few pages are not given back.
// An error if no process can be made. Threads: any.
Status start_detached(const DetachedProgram& program);

}  // namespace overt
