#include "client/log_walk.h"

#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <utility>

namespace overt {
namespace {

constexpr std::size_t kLinesAtATime = 1000;
constexpr int kWaitMsMax = 1000;

}  // namespace

Result<LogPosition> walk_log(const StateDirectory& state, LogPosition from, const TakeLines& take) {
  for (;;) {
    const Result<std::vector<LogLine>> lines = read_log(state, from, kLinesAtATime);
    if (!lines) return lines.error();
    if (lines->empty()) return from;
    take(*lines);
    from = lines->back().end;
  }
}

StateWatch::StateWatch(StateDirectory state)
    : state_(std::move(state)), inotify_(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK)) {
  watch();
}

void StateWatch::wait() {
  pollfd changes{.fd = inotify_.get(), .events = POLLIN, .revents = 0};
  // A descriptor that is not there is passed over, and only the time counts.
  ::poll(&changes, 1, kWaitMsMax);
  // What has changed is seen by whoever looks next; only that it has counts here.
  alignas(inotify_event) std::array<char, 4096> events{};
  while (::read(inotify_.get(), events.data(), events.size()) > 0) {
  }
  watch();
}

// Once more does no harm: a directory that is watched already stays so.
void StateWatch::watch() {
  ::inotify_add_watch(inotify_.get(), state_.path.c_str(),
                      IN_MODIFY | IN_CREATE | IN_MOVED_TO | IN_ONLYDIR);
}

}  // namespace overt
