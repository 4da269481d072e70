// Faults of a disk, ordered by a test and met by another process: disk_faults.cc is preloaded into
// it (LD_PRELOAD) and finds them in the file that kFaultsVariable names.
#pragma once

#include <atomic>

namespace overt::testing {

inline constexpr const char* kFaultsVariable = "OVERT_TEST_DISK_FAULTS";

// In a file that both processes map. All zero: no faults.
struct DiskFaults {
  std::atomic<int> error;        // ENOSPC fails what makes a file grow or writes it, EIO also fsync
  std::atomic<int> spared;       // so many calls succeed first
  std::atomic<int> fail_to_cut;  // whether what makes a file shorter fails too
  std::atomic<int> met;          // how many have failed
  std::atomic<char> file[64];    // part of the path of the files that are hit
};

}  // namespace overt::testing
