// A run, and what is counted about it, as every kind of store keeps them: texts are numbers of the
// store's dictionaries, ids are integers, days are days since 1970-01-01 in UTC.
#pragma once

#include <cstdint>
#include <optional>

#include "base/uuid.h"

namespace overt {

// Before every day there is.
inline constexpr std::int32_t kNoDay = -719'162;

inline constexpr std::int64_t kDayMs = 86'400'000;

// The day of a Unix time.
constexpr std::int32_t day_of(std::int64_t unix_ms) {
  return static_cast<std::int32_t>(unix_ms / kDayMs - (unix_ms % kDayMs < 0 ? 1 : 0));
}

// The Monday on or before a day.
constexpr std::int32_t monday_of(std::int32_t day) {
  constexpr std::int32_t kFirstMonday = -3;  // 1969-12-29
  const std::int32_t after = (day - kFirstMonday) % 7;
  return day - (after < 0 ? after + 7 : after);
}

// What is known of one run. CommandStarted and CommandExited are its halves; a half that has not
// come leaves its members empty.
struct RunRow {
  std::int32_t settled = 0;  // the day on which it was written as it is: whole, given up, or a half
  std::int32_t day = 0;      // on which its first half arrived
  Uuid execution_id;
  std::uint64_t project = 0;
  std::uint64_t user = 0;
  std::int32_t command = 0;      // implies the app
  std::int32_t environment = 0;  // of the half that came first
  bool ci = false;               // as the environment says
  std::int32_t options = 0;      // 0 while the start is not known
  std::optional<std::int64_t> started_received_ms;
  std::optional<std::int64_t> started_ms;  // by the clock of the machine where it ran
  std::optional<std::int64_t> exited_received_ms;
  std::optional<std::int64_t> exited_ms;
  std::optional<std::int64_t> exit_code;
  std::optional<std::int64_t> duration_ms;

  bool has_start() const { return started_received_ms.has_value(); }
  bool has_exit() const { return exited_received_ms.has_value(); }

  friend bool operator==(const RunRow&, const RunRow&) = default;
};

// What one half adds to the counts of a day that is closed. All of it only ever grows.
struct FactRow {
  std::int32_t day = 0;
  std::uint64_t project = 0;
  std::int32_t command = 0;
  std::int32_t environment = 0;
  bool ci = false;
  std::int32_t options = 0;
  std::int32_t runs = 0;     // 1 for a first half
  std::int32_t started = 0;  // 1 for a start, as the four below for what they say
  std::int32_t ended = 0;
  std::int32_t whole = 0;
  std::int32_t failed = 0;                   // an exit code other than 0
  std::int32_t late = 0;                     // arrived more than a day after it happened
  std::optional<std::int64_t> succeeded_ms;  // the duration of a run with exit code 0

  friend bool operator==(const FactRow&, const FactRow&) = default;
};

}  // namespace overt
