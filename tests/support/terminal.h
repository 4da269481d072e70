// For tests: a program at a terminal of its own, as a person would run it.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>

#include "base/file.h"
#include "support/process.h"

namespace overt::testing {

// What the keys of a terminal send.
inline constexpr std::string_view kCtrlC = "\x03";
inline constexpr std::string_view kCtrlD = "\x04";
inline constexpr std::string_view kCtrlZ = "\x1a";

// The program leads a session whose controlling terminal this is; at the end of this object the
// terminal hangs up and the program is killed.
class Terminal {
 public:
  // Throws std::system_error if there is no terminal to be had. `program.input` is not used. Of 0
  // columns, the terminal does not say how wide it is.
  explicit Terminal(const Program& program, unsigned short columns = 0);
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;
  ~Terminal();

  pid_t pid() const { return pid_; }

  // Types `keys`.
  void type(std::string_view keys) const;

  // Waits until the screen has shown `text` and takes everything up to its end; false if the
  // terminal was left or the deadline passed before.
  bool wait_for(std::string_view text);

  // What was shown and not yet taken, for the message of a test that failed.
  const std::string& screen() const { return screen_; }

 private:
  pid_t pid_ = -1;
  UniqueFd keyboard_and_screen_;
  std::string screen_;
};

}  // namespace overt::testing
