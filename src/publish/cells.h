// What can be told of a month: tables of cells, each cell a set of runs, and the runs themselves by
// project. Without any name of a project: they are numbered from 0.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace overt {

// What is counted of the runs of a command. Each is among the one before it.
enum class Measure : std::uint8_t { kRuns, kEnded, kFailed };
inline constexpr std::size_t kMeasures = 3;

using Counts = std::array<std::int64_t, kMeasures>;

struct CellTable {
  std::string name;         // "commands"
  bool tells_runs = false;  // beside projects; of one table, of which each run is in one cell
};

struct UsageCell {
  std::size_t table = 0;
  std::string name;  // "git commit"

  friend bool operator==(const UsageCell&, const UsageCell&) = default;
};

// Runs of one project that are in the same cells.
struct CountedRuns {
  std::uint32_t project = 0;
  std::uint32_t kind = 0;  // which of Usage::kinds
  Counts counts{};         // never growing
};

// The first table is that of all runs and has one cell, the first.
struct Usage {
  std::vector<CellTable> tables;
  std::vector<UsageCell> cells;
  std::vector<std::vector<std::uint32_t>> kinds;  // cells, ascending
  std::vector<CountedRuns> runs;                  // by project, ascending
};

}  // namespace overt
