// The clock of the day that this program and its libraries see: HOST_CLOCK holds the Unix time of
// the first look, and by how many seconds each look is after the one before; without it, the
// system's clock.
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <cstdlib>

extern "C" int clock_gettime(clockid_t clock, timespec* now) noexcept {
  static long long looks = 0;
  const char* const shown = std::getenv("HOST_CLOCK");
  if (shown == nullptr || clock != CLOCK_REALTIME)
    return static_cast<int>(::syscall(SYS_clock_gettime, clock, now));
  char* rest = nullptr;
  const long long begin = std::strtoll(shown, &rest, 10);
  now->tv_sec = begin + looks * std::strtoll(rest, nullptr, 10);
  now->tv_nsec = 0;
  ++looks;
  return 0;
}
