// The newest events of a store, one by one, as they stand there: what a maintainer looks at to see
// whether something arrives, and what of it is kept.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "store/store.h"

namespace overt {

// More than fits a screen, and few enough to be sent every few seconds.
inline constexpr std::int64_t kLatestEventsMax = 200;

// Of `app`, or of all if it is empty, the newest first, at most `count` and kLatestEventsMax; of
// the store's newest day and the one before it, so that it takes no longer in a store of years. As
// JSON, one line:
//
//   {"events": [{"receivedMs": 1700000000000, "app": "git", "command": "git commit",
//     "eventType": "CommandExited", "execution": "2f75…", "project": "00c0ffee00c0ffee" or null,
//     "version": "2.39.5", "os": "linux", "arch": "amd64", "channel": "", "ci": false,
//     "ciName": "", "options": ["message"], "exitCode": 0 or null, "durationMs": 14 or null}]}
//
// `project` is what the store knows it by, in hexadecimal; null where it is not known.
Result<std::string> latest_events_json(Store& store, std::string_view app, std::int64_t count);

}  // namespace overt
