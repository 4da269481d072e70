// Which days reports take from their counts, and which from their events.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/clickhouse/address.h"
#include "store/clickhouse/server.h"

namespace overt::clickhouse {

// Counts that nobody reads any more go after this: a report that began before still does.
inline constexpr std::int64_t kGenerationGraceMs = std::int64_t{15} * 60 * 1000;

// A day that another collector has begun to count is left to it for so long.
inline constexpr std::int64_t kClaimMs = std::int64_t{10} * 60 * 1000;

struct Generation {
  std::int32_t day = 0;
  std::int64_t number = 0;  // the Unix time in ms at which it was begun
  std::int64_t events = 0;  // that are in its counts; 0 while they are not all there
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

// Counts the events of one day into `half` and `fact`, as a new generation. Any number of
// collectors may do so at once, and be killed while they do: what is not whole does not count.
Status close_day(Server& server, std::int32_t day, std::int64_t now_ms);

// Removes what nobody can be reading.
Status remove_stale(Server& server, const Address& address, const DayStates& states,
                    std::int64_t now_ms);

}  // namespace overt::clickhouse
