// Which days reports take from their counts, and which from their events.
//
// Counts are of a day's events if they are of as many: none ever goes. Two kinds do, though: a row
// that was sent again, which the server merges with the first, and those of a project that is
// forgotten; others may come in their place. Counts that have any of them must be of the same
// content, too, which takes eight times as long to ask.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "store/clickhouse/address.h"
#include "store/clickhouse/replicas.h"
#include "store/clickhouse/server.h"

namespace overt::clickhouse {

// Counts that are not right any more go after this: a report that began before still reads them.
inline constexpr std::int64_t kGenerationGraceMs = std::int64_t{15} * 60 * 1000;

// A day that another collector has begun to count is left to it for so long.
inline constexpr std::int64_t kClaimMs = std::int64_t{10} * 60 * 1000;

struct Generation {
  std::int32_t day = 0;
  std::int64_t number = 0;     // the Unix time in ms at which it was begun
  std::int64_t events = 0;     // that are in its counts; 0 while they are not all there
  std::int64_t content = 0;    // the sum of their hashes
  bool is_by_content = false;  // that many need not be the same ones
};

// What there is at one moment.
struct DayStates {
  std::vector<std::int32_t> open;   // days whose events are to be read, ascending
  std::vector<Generation> current;  // the counts of the others, by day
  std::vector<Generation> stale;    // counts that are not whole, or not any more

  // Conditions on rows of `event`, and on those of `half` and `fact`.
  std::string open_sql() const;
  std::string closed_sql() const;
};

// The day as ClickHouse writes it: "2006-01-02".
std::string day_text(std::int32_t day);

Result<DayStates> read_day_states(Server& server);

// From now on counts of these days are right only if they are of the very events that are there. To
// be called before some are removed, and afterwards for counts that were begun in between.
Status distrust_counts(Server& server, const std::vector<std::int32_t>& days);

// Counts the events of one day into `half` and `fact`, as a new generation. Any number of
// collectors may do so at once, and be killed while they do: what is not whole does not count. What
// is whole must be so on every replica; fails if one is away.
Status close_day(Server& server, const Replicas& replicas, std::int32_t day, std::int64_t now_ms);

// Since when counts are stale, as far as is known here: not since they were begun, as an event that
// comes late makes old ones stale at once.
class StaleCounts {
 public:
  // Those of `stale` that have been so in all calls of the last kGenerationGraceMs.
  std::vector<Generation> over(const std::vector<Generation>& stale, std::int64_t now_ms);

 private:
  std::map<std::pair<std::int32_t, std::int64_t>, std::int64_t> since_ms_;  // by day and number
};

// Removes what nobody can be reading.
Status remove_counts(Server& server, const Address& address,
                     const std::vector<Generation>& generations);

}  // namespace overt::clickhouse
