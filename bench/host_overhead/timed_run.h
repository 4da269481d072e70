// Runs a program and takes its time from outside; looks after the senders that runs leave behind.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace overt::bench {

struct Command {
  std::string program;  // absolute
  std::vector<std::string> arguments;
  std::vector<std::string> environment;  // "NAME=value"
  std::string directory;                 // where it runs
};

// From just before the process is made until it has been waited for. Throws std::runtime_error if
// it cannot be started or does not end with 0.
std::int64_t timed_run_ns(const Command& command);

// From then on this process is the parent of those whom nobody waits for, senders among them.
// Throws std::system_error.
void adopt_senders();

// Reaps those that have ended, and waits, for half a second at most, until the others wait for a
// network: then a run that is timed next has the machine for itself. How many of the others are of
// the runs in `home`. `other` is a child of this process that is no sender.
std::size_t settle_senders(pid_t other, const std::string& home);

// Ends those of the runs in `home`, all of them if it is empty.
void end_senders(pid_t other, const std::string& home = {});

}  // namespace overt::bench
