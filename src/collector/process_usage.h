// What this process takes of the machine, as Linux counts it.
#pragma once

#include <cstdint>
#include <optional>

namespace overt {

struct ProcessUsage {
  double cpu_seconds = 0;
  double start_time_seconds = 0;  // Unix time
  std::int64_t resident_bytes = 0;
  std::int64_t open_fds = 0;
  std::int64_t fds_max = 0;
};

// Nothing where /proc cannot be read.
std::optional<ProcessUsage> read_process_usage();

}  // namespace overt
