// The CommandExited of a run that a signal ends, std::terminate() among them: prepared while all is
// well, and written by a handler.
#pragma once

#include <sys/types.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "client/state.h"
#include "model/limits.h"

namespace overt {

// What a handler needs to write a line without asking for memory.
class LastWords {
 public:
  // `line` is the CommandExited that the run would write now, with 0 for the time, the exit code
  // and the duration. `log_file` gets it as well, unless it is empty. The run began at `started_ms`
  // of the steady clock.
  LastWords(std::string_view line, const StateDirectory& state, std::string log_file,
            std::int64_t started_ms);

  // Writes the line of a run that `signal` ends. A log that is full, or is no regular file, gets
  // none. Async-signal-safe.
  void say(int signal) const;

  // Whether this is the process that has prepared it, and not one that it made by fork().
  bool in_own_process() const;

 private:
  enum class Number { kTs, kExitCode, kDurationMs };
  // A number of the line, and the text up to the next one.
  struct Piece {
    Number number;
    std::string text_behind;
  };

  std::string text_before_;
  std::vector<Piece> pieces_;
  std::string events_;
  std::string log_file_;
  std::int64_t started_ms_;
  pid_t process_;
};

// While armed, a signal that would end the process makes it write its last words first; then it
// ends the process as it would have done. Only signals that the tool has left at their default:
// whoever handles one decides what comes of it, and nothing is invented.
// One run of a process at a time: the second one has no last words. Threads: any.
class ArmedLastWords {
 public:
  explicit ArmedLastWords(std::unique_ptr<LastWords> words);
  ArmedLastWords(const ArmedLastWords&) = delete;
  ArmedLastWords& operator=(const ArmedLastWords&) = delete;
  // Puts the signals back that are still ours.
  ~ArmedLastWords();

 private:
  std::unique_ptr<LastWords> words_;
};

}  // namespace overt
