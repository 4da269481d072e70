// Goes along the log, and waits for more.
#pragma once

#include <functional>
#include <vector>

#include "base/file.h"
#include "base/result.h"
#include "client/log.h"
#include "client/state.h"

namespace overt {

using TakeLines = std::function<void(const std::vector<LogLine>&)>;

// Gives `take` all lines from `from` on, some at a time, so that a log of any size takes little
// memory. Returns where the next line will begin.
Result<LogPosition> walk_log(const StateDirectory& state, LogPosition from, const TakeLines& take);

// Waits until something in a state directory may have changed. Threads: one.
class StateWatch {
 public:
  explicit StateWatch(StateDirectory state);

  // Returns after a change since the last wait() or since this was made, and after a second in any
  // case: the directory may not be there yet, or another one may have taken its place.
  void wait();

 private:
  void watch();

  StateDirectory state_;
  UniqueFd inotify_;  // none if the system has no more of them: then only time wakes
};

}  // namespace overt
