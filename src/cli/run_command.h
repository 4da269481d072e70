// Runs another program as if this process were not there. Knows nothing of telemetry.
#pragma once

#include <functional>

namespace overt::cli {

// As env, nohup and the shells say it.
inline constexpr int kExitNotFound = 127;
inline constexpr int kExitCannotRun = 126;

// Of a run that signal N ended: what a shell shows, 128 + N.
inline constexpr int kExitSignalBase = 128;

// Becomes the program argv[0], which is looked for in PATH. Returns only if that cannot be done:
// the errno of execvp(3).
int become_command(char* const* argv);

// Says on stderr that the program could not be run; returns the exit code for that.
int report_cannot_run(const char* program, int error);

struct CommandRun {
  int error = 0;        // errno if the program could not be run; then it never ran
  int wait_status = 0;  // else how it ended, as waitpid(2) says it
};

// Runs the program argv[0] as a child and waits for its end. The child inherits what this process
// was started with: descriptors, signal mask and dispositions, directory, environment, and its
// process group, so that the terminal treats the two as one.
// - Once the child runs, this process lets go of all its descriptors, the standard ones included
//   (they lead to /dev/null then), and calls `on_started`.
// - A signal sent to this process alone is passed on. Not so what the terminal or the child itself
//   sent: that goes to the whole group. What anyone else sends to the whole group comes twice.
// - When the child stops, this process stops; when this process goes on, so does the child.
// - If this process is killed, the child is killed (but for set-user-ID programs, which the kernel
//   exempts).
// Afterwards all signals are still blocked. Threads: only in a process that has one.
CommandRun run_command(char* const* argv, const std::function<void()>& on_started);

// The exit code, or kExitSignalBase + N.
int exit_code_of(int wait_status);

// Ends this process the same way: by the same signal, without a core of its own, or with the same
// exit code.
[[noreturn]] void end_like(int wait_status);

}  // namespace overt::cli
