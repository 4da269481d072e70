// For tests: runs of which each is told by its number, and how many of them a store has.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "store/run_row.h"
#include "store/store.h"

namespace overt::testing {

inline constexpr std::int32_t kFirstDay = 20'000;

// How often libcurl asks before a load fails: a connection that it had before may have ended in
// between.
inline constexpr int kTries = 2;

// Both halves of each.
inline std::vector<Row> runs_of_day(std::int32_t day, std::uint32_t first, std::uint32_t end) {
  std::vector<Row> rows;
  for (std::uint32_t number = first; number < end; ++number) {
    Row row;
    row.app = "git";
    row.command = "git commit";
    row.received_ms = day * kDayMs + number;
    row.ts_ms = row.received_ms;
    for (std::uint32_t byte = 0; byte < 4; ++byte) {
      row.execution_id.bytes[12 + byte] = static_cast<std::uint8_t>(number >> (8 * (3 - byte)));
    }
    row.project = number % 7;
    row.event_type = std::string(kCommandStarted);
    rows.push_back(row);
    row.event_type = std::string(kCommandExited);
    row.exit_code = 0;
    row.duration_ms = 5;
    rows.push_back(row);
  }
  return rows;
}

inline std::vector<Row> runs(std::uint32_t first, std::uint32_t end) {
  return runs_of_day(kFirstDay, first, end);
}

inline void load(Store& store, const std::vector<Row>& rows, std::int64_t position) {
  const Status loaded = store.load(rows, position);
  EXPECT_TRUE(loaded) << loaded.error().message;
}

inline std::int64_t number(Store& store, const std::string& sql) {
  const auto answer = store.query(sql, {});
  EXPECT_TRUE(answer) << answer.error().message;
  return answer ? std::get<std::int64_t>(answer->rows.at(0).at(0)) : -1;
}

inline std::int64_t whole_runs(Store& store) {
  return number(store,
                "SELECT toInt64(sum(whole)) AS n FROM usage(toDate('2000-01-01'), "
                "toDate('2100-01-01'), 0) AS counted");
}

// Those that are there more than once as if they had come more than once.
inline std::int64_t doubled_halves(Store& store) {
  return number(store,
                "SELECT toInt64(sum(events)) AS n FROM refusals(toDate('2000-01-01'), "
                "toDate('2100-01-01'), 0) AS counted");
}

}  // namespace overt::testing
