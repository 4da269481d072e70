#include "process_cost.h"

#include <poll.h>
#include <sched.h>
#include <time.h>

#include <fstream>
#include <stdexcept>
#include <string>

namespace overt::bench {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

// A process is quiet that worked less than this in one such span.
constexpr int kSpanMs = 500;
constexpr milliseconds kQuiet{5};
constexpr int kSpansMax = 120;

std::size_t status_bytes(pid_t pid, const std::string& name) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  std::string word;
  while (status >> word) {
    std::size_t kib = 0;
    if (word == name && status >> kib) return kib * 1024;
  }
  throw std::runtime_error("a server is gone");
}

}  // namespace

nanoseconds cpu_time(pid_t pid) {
  clockid_t clock{};
  timespec time{};
  if (::clock_getcpuclockid(pid, &clock) != 0 || ::clock_gettime(clock, &time) != 0) {
    throw std::runtime_error("a server is gone");
  }
  return std::chrono::seconds(time.tv_sec) + nanoseconds(time.tv_nsec);
}

void wait_until_quiet(pid_t pid) {
  nanoseconds before = cpu_time(pid);
  for (int i = 0; i < kSpansMax; ++i) {
    ::poll(nullptr, 0, kSpanMs);
    const nanoseconds now = cpu_time(pid);
    if (now - before < kQuiet) return;
    before = now;
  }
}

std::size_t resident_bytes(pid_t pid) { return status_bytes(pid, "VmRSS:"); }

std::size_t peak_resident_bytes(pid_t pid) { return status_bytes(pid, "VmHWM:"); }

void run_on_core(int core) {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  CPU_SET(core, &cores);
  if (::sched_setaffinity(0, sizeof cores, &cores) != 0) {
    throw std::runtime_error("there is no core " + std::to_string(core) + "; two are needed");
  }
}

}  // namespace overt::bench
