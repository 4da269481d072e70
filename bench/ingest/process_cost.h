// What a process has cost so far, and where it may run.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>

namespace overt::bench {

// On all cores together, in user and kernel.
std::chrono::nanoseconds cpu_time(pid_t pid);

// Waits until the process has done next to nothing for a while, a minute at most.
void wait_until_quiet(pid_t pid);

// Of /proc/PID/status.
std::size_t resident_bytes(pid_t pid);
std::size_t peak_resident_bytes(pid_t pid);

// This thread, and what it starts from now on, runs on that core only; cores count from 0.
void run_on_core(int core);

}  // namespace overt::bench
