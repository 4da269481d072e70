// How far a command is: one line of a terminal that is written again and again.
#pragma once

#include <cstdint>
#include <string>

#include "base/clock.h"

namespace overt::cli {

// Whoever waits longer wants to know for what.
inline constexpr std::int64_t kProgressFirstMs = 1'000;

// As often as an eye follows.
inline constexpr std::int64_t kProgressEveryMs = 200;

// "[#####.....]  50 %", 20 columns wide; what is not known is an empty bar without a number.
std::string progress_bar(double share);

// On stderr, and only if that is a terminal.
class ProgressLine {
 public:
  // `doing` is what stands before the bar: "importing events".
  explicit ProgressLine(std::string doing);
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  // Takes the line away.
  ~ProgressLine();

  // From 0 to 1, below 0 for not known. Threads: one at a time.
  void show(double share);

 private:
  std::string doing_;
  const bool is_shown_;
  SystemClock clock_;
  std::int64_t next_ms_ = clock_.steady_ms() + kProgressFirstMs;
  bool has_line_ = false;
};

}  // namespace overt::cli
