// For tests: real programs, started, fed, watched and ended.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"

namespace overt::testing {

// Past this a program hangs, whatever the machine is busy with: it is killed and the test fails.
inline constexpr std::chrono::seconds kProcessDeadline{60};

// Starts with no signal blocked or ignored.
struct Program {
  std::vector<std::string> argv;  // argv[0] is a path, or a name that PATH has
  // The whole environment as "NAME=value"; that of the test if there is none.
  std::optional<std::vector<std::string>> environment = std::nullopt;
  std::string input = {};      // its stdin
  std::string directory = {};  // where it runs; empty for where the test does
};

struct Outcome {
  int exit_code = -1;  // -1 if a signal killed it
  int signal = 0;      // the signal that did, or 0
  bool hung = false;   // the deadline passed and the signal was the test's own
  std::string out = {};
  std::string err = {};
};

// Runs a program to its end, until stdout and stderr are closed by everyone who holds them.
Outcome run_program(const Program& program);

// A program that runs while the test does something else. It leads a process group of its own; what
// is left of that group at the end of this object is killed. The program ends at the latest with
// the thread that made this object, as does the test if ctest kills it.
class Process {
 public:
  // Throws std::system_error if the program cannot be started. Stdin stays open after `input` until
  // close_input() or wait().
  explicit Process(const Program& program);
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process();

  pid_t pid() const { return pid_; }
  void send_signal(int signal) const;
  void write_input(std::string_view text);
  void close_input();

  // Waits until stdout has shown `text` and takes everything up to its end; false if stdout ended
  // or the deadline passed before.
  bool wait_for_output(std::string_view text);

  // Closes stdin and waits for the end. `out` is what wait_for_output() has not taken.
  Outcome wait();

 private:
  bool pump(int timeout_ms);  // moves what is there; false if nothing came in that time
  void reap();

  pid_t pid_ = -1;
  UniqueFd exited_;  // becomes readable when the program has ended
  UniqueFd in_;
  UniqueFd out_;
  UniqueFd err_;
  bool reaped_ = false;
  std::string unwritten_;
  bool close_input_when_written_ = false;
  Outcome outcome_;
};

}  // namespace overt::testing
