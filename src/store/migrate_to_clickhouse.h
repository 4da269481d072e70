// The events of one store into ClickHouse, and a proof that they are there.
#pragma once

#include <cstdint>
#include <functional>

#include "base/clock.h"
#include "base/result.h"
#include "store/clickhouse.h"
#include "store/exchange.h"

namespace overt {

struct Migrated {
  std::int64_t rows = 0;     // of the file
  std::int64_t skipped = 0;  // of them, those that an earlier call has brought
  std::int64_t days = 0;     // of which count and checksum are the same on both sides
};

// Loads all rows of `events`, which begins with its first one, as what `options.collector` has.
// Goes on where an earlier call for the same collector ended, of this file or of one that had only
// the first of its rows. Then holds each day against what is in ClickHouse, by its count and by a
// checksum over all columns; an error names the first that differs, and says how to begin anew.
// `tell` is called after each load with the share that is done; false ends the work with an error.
Result<Migrated> migrate_to_clickhouse(EventFile& events, const ClickhouseOptions& options,
                                       const Clock& clock, const TellShare& tell);

}  // namespace overt
