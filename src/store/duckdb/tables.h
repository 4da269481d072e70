// Rows into the tables of the database, each in the transaction that is open on the connection.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "store/duckdb/handles.h"
#include "store/run_row.h"
#include "store/store.h"

namespace overt::duckdb {

// An event that is no half of a run; or what a half tells that no column is for.
struct OtherEventRow {
  std::int32_t settled = 0;
  std::int64_t received_ms = 0;
  std::int64_t ts_ms = 0;
  Uuid execution_id;
  std::uint64_t project = 0;
  std::uint64_t user = 0;
  std::int32_t command = 0;
  std::int32_t environment = 0;
  std::int32_t options = 0;  // 0 for none
  std::int32_t shape = 0;
  std::optional<std::int64_t> exit_code;
  std::optional<std::int64_t> duration_ms;
  std::vector<bool> flags;  // the three as the shape names them
  std::vector<std::int64_t> numbers;
  std::vector<std::string> texts;
};

// `table` is `run` or `half`.
Status append_runs(const Connection& connection, const char* table, std::span<const RunRow> runs);

Status append_other_events(const Connection& connection, std::span<const OtherEventRow> events);

// `settled` is the newest day of the store; where it has none, each is settled on its own.
Status append_refused(const Connection& connection, std::span<const RefusedEvents> refused,
                      std::int32_t settled);

// Why a row is in `refusal` that no door has refused: a half that came twice, and an event that
// never came.
inline constexpr std::string_view kDoubled = "doubled";
inline constexpr std::string_view kLost = "lost";

// Events that were lost, by day and app.
using LostSums = std::map<std::pair<std::int32_t, std::string>, std::int64_t>;

// What the rows of `refusal` add up to.
Result<LostSums> read_lost(const Connection& connection);

// Counts of days up to `closed_day`, and the durations among them. The environments must be in
// their table.
Status append_facts(const Connection& connection, std::span<const FactRow> facts,
                    std::int32_t closed_day);

// Takes rows out of `half`.
Status remove_halves(const Connection& connection, std::span<const RunRow> halves);

// Makes what the two functions above need beside the file; once for a connection.
Status make_temporary_tables(const Connection& connection);

// Counts the runs and halves of the days after `closed_day`, up to `last_day`, into `fact` and
// `duration`, and the weeks that are over with them.
Status close_days(const Connection& connection, std::int32_t closed_day, std::int32_t last_day);

// close_days() from the first day on, for tables that have no counts yet.
Status count_closed_days(const Connection& connection, std::int32_t last_day);

// Halves that wait, from the oldest on.
Result<std::vector<RunRow>> read_halves(const Connection& connection);

// What those of the `runs_max` runs are known by that were added last and are whole: execution id
// and command. Runs that were given up are not whole; what comes for them begins a new one.
Result<std::vector<RunRow>> read_recent_runs(const Connection& connection, std::size_t runs_max);

}  // namespace overt::duckdb
