// For tests and benchmarks: many connections that begin a request and never end it, held by a
// process of their own, since each needs a descriptor. Who is closed comes again.
#pragma once

#include <sys/types.h>

#include <cstdint>

#include "base/file.h"

namespace overt::testing {

struct SlowCrowdOptions {
  std::uint16_t port = 0;  // of 127.0.0.1
  int size = 0;
  bool has_head = false;    // the head was sent whole, and the body drips; else the head drips
  std::uint8_t number = 1;  // it comes from 127.0.1.NUMBER, which has ports of its own
  int pause_ms = 5000;      // between two bytes on each connection
};

// Ends with this object, and with its process.
class SlowCrowd {
 public:
  explicit SlowCrowd(const SlowCrowdOptions& options);
  SlowCrowd(const SlowCrowd&) = delete;
  SlowCrowd& operator=(const SlowCrowd&) = delete;
  ~SlowCrowd();

  // Waits until each of them was connected and has sent its first bytes; false if they cannot be.
  bool wait_until_there();

 private:
  UniqueFd there_;  // a byte comes here when they are
  UniqueFd alive_;  // closed to end them
  pid_t pid_ = -1;
};

// A line of /proc/PID/status such as "VmHWM", in bytes; 0 if there is none.
std::size_t memory_of(pid_t pid, const char* line);

}  // namespace overt::testing
