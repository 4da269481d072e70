#include "collector/upkeep.h"

#include <string>
#include <vector>

namespace overt {

Status Upkeep::run() {
  const std::int64_t now_ms = clock_.steady_ms();
  if (done_ms_ && now_ms - *done_ms_ < kUpkeepInterval.count()) return Ok{};
  Status done = run_now();
  if (done) done_ms_ = now_ms;
  return done;
}

Status Upkeep::run_now() { return write_refusals(); }

Status Upkeep::write_refusals() {
  const auto taken = refusals_.take();
  if (taken.empty()) return Ok{};
  std::vector<RefusedEvents> refused;
  refused.reserve(taken.size());
  for (const auto& [kind, events] : taken) {
    refused.push_back({.day = kind.day,
                       .app = kind.app,
                       .reason = std::string(name_of(kind.reason)),
                       .version = kind.version,
                       .events = events});
  }
  Status added = store_.add_refused(refused);
  if (!added) refusals_.give_back(taken);
  return added;
}

}  // namespace overt
