// For the benchmarks of reports: runs of users that there are not, made from their number alone.
//
// There are 137,000 runs a day, so that 50 million are a year. They are of 20,000 projects, a few
// of which have many; a project has an operating system and a few commands, each with one of some
// hundreds of sets of options, and upgrades some days after each release. Four of five run in CI.
// One in fifty does not end, one in seventy has no start, one in twenty fails.
#pragma once

#include <cstdint>
#include <vector>

#include "store/row.h"

namespace overt::bench {

inline constexpr std::int64_t kRunsADay = 137'000;
inline constexpr std::int64_t kDayMs = 86'400'000;
inline constexpr std::int64_t kFirstMs = 1'735'689'600'000;  // 2025-01-01

// Adds both halves of a run, or one.
void add_run(std::int64_t number, std::vector<Row>& rows);

}  // namespace overt::bench
