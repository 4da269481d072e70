// What the store is told beside events, on the thread that loads them.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "base/clock.h"
#include "base/result.h"
#include "collector/refusal_tally.h"
#include "inbox/inbox.h"
#include "store/store.h"

namespace overt {

// Each time may be a commit of a few rows. What was counted since the last one a crash takes away.
inline constexpr std::chrono::milliseconds kUpkeepInterval = std::chrono::seconds(5);

// One caller at a time. Everything is borrowed.
class Upkeep {
 public:
  Upkeep(Inbox& inbox, Store& store, const Clock& clock, RefusalTally& refusals)
      : inbox_(inbox), store_(store), clock_(clock), refusals_(refusals) {}

  // Does what is to be done, if kUpkeepInterval has passed since it last went well. What fails is
  // done the next time.
  Status run();

  // The same at once.
  Status run_now();

 private:
  Status write_refusals();
  Status write_losses();

  Inbox& inbox_;
  Store& store_;
  const Clock& clock_;
  RefusalTally& refusals_;
  std::optional<std::int64_t> done_ms_;  // by the steady clock
};

}  // namespace overt
