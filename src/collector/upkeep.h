// What the store is told beside events, on the thread that loads them.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "base/clock.h"
#include "base/result.h"
#include "collector/refusal_tally.h"
#include "inbox/inbox.h"
#include "store/run_row.h"
#include "store/store.h"

namespace overt {

// Each time may be a commit of a few rows. What was counted since the last one a crash takes away.
inline constexpr std::chrono::milliseconds kUpkeepInterval = std::chrono::seconds(5);

// What may be set: a century of days before today, which is more than anyone keeps.
inline constexpr std::int64_t kKeepDaysMax = 36'500;

// Days for which the inbox keeps events that are in the store and in its archive. They are for a
// person who looks for what went wrong, and for an archive that is damaged the day it is needed.
inline constexpr std::int32_t kInboxDays = 3;

struct UpkeepOptions {
  // Once a day the store forgets what is older than today and so many days before it; with 0 it
  // forgets nothing.
  std::int32_t keep_days = 0;
  // As kInboxDays; with 0 events go as soon as they are archived.
  std::int32_t inbox_days = kInboxDays;
};

// One caller at a time. Everything is borrowed.
class Upkeep {
 public:
  Upkeep(Inbox& inbox, Store& store, const Clock& clock, RefusalTally& refusals,
         UpkeepOptions options = {})
      : inbox_(inbox), store_(store), clock_(clock), refusals_(refusals), options_(options) {}

  // Does what is to be done, if kUpkeepInterval has passed since it last went well. What fails is
  // done the next time.
  Status run();

  // The same at once, but for what may take long and is none the worse for waiting: the archive.
  Status run_now();

 private:
  Status write_refusals();
  Status write_losses();
  Status forget_old_days();
  Status archive();
  // What is of an earlier day is not kept.
  std::int32_t first_day() const;

  Inbox& inbox_;
  Store& store_;
  const Clock& clock_;
  RefusalTally& refusals_;
  const UpkeepOptions options_;
  std::int32_t forgotten_before_ = kNoDay;
  std::optional<std::int64_t> done_ms_;  // by the steady clock
};

}  // namespace overt
