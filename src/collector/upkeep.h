// What the store is told beside events, on the thread that loads them.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "base/clock.h"
#include "base/result.h"
#include "collector/refusal_tally.h"
#include "collector/server_log.h"
#include "inbox/inbox.h"
#include "store/run_row.h"
#include "store/store.h"

namespace overt {

// Each time may be a commit of a few rows. What was counted since the last one a crash takes away.
inline constexpr std::chrono::milliseconds kUpkeepInterval = std::chrono::seconds(5);

// What may be set: a century of days before today, which is more than anyone keeps.
inline constexpr std::int64_t kKeepDaysMax = 36'500;

// Days that this machine's clock may be ahead of the newest event that was loaded on a day of which
// its sender's clock said about the same: a tool may rest for so long, and senders keep events for
// as long. A clock that is further ahead is not believed, since what it would let the store forget
// is gone.
inline constexpr std::int32_t kClockLeadDays = 31;

// Days for which the inbox keeps events that are in the store and in its archive. They are for a
// person who looks for what went wrong, and for an archive that is damaged the day it is needed.
inline constexpr std::int32_t kInboxDays = 3;

struct UpkeepOptions {
  // Once a day the store forgets what is older than today and so many days before it; with 0 it
  // forgets nothing. Today is at most kClockLeadDays after what senders say.
  std::int32_t keep_days = 0;
  // As kInboxDays; with 0 events go as soon as they are archived.
  std::int32_t inbox_days = kInboxDays;
};

// One caller at a time. Everything is borrowed.
class Upkeep {
 public:
  Upkeep(Inbox& inbox, Store& store, const Clock& clock, RefusalTally& refusals, ServerLog& log,
         UpkeepOptions options = {})
      : inbox_(inbox),
        store_(store),
        clock_(clock),
        refusals_(refusals),
        log_(log),
        options_(options) {}

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
  // Finds first_day_; once a day, since it may look at every row.
  Status find_first_day();

  Inbox& inbox_;
  Store& store_;
  const Clock& clock_;
  RefusalTally& refusals_;
  ServerLog& log_;
  const UpkeepOptions options_;
  std::int32_t clock_day_ = kNoDay;  // on which first_day_ was found
  std::int32_t first_day_ = kNoDay;  // what is of an earlier day is not kept
  std::int32_t forgotten_before_ = kNoDay;
  std::optional<std::int64_t> done_ms_;  // by the steady clock
};

}  // namespace overt
