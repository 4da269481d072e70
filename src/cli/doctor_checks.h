// What `overt doctor` looks at: one function a thing, each says what it saw and what to do.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "cli/serve_config.h"

namespace overt::cli {

enum class Health { kOk, kWarning, kProblem };

struct Finding {
  std::string_view check;  // "data", "ports"
  Health health = Health::kOk;
  std::string seen;
  std::string to_do = {};  // empty where all is well
};

using Findings = std::vector<Finding>;

// Below these a data directory has little room left, or none: the day's events of a busy tool are
// some hundred megabytes, a checkpoint of the store needs tens.
inline constexpr std::uint64_t kFreeBytesWarning = std::uint64_t{2} << 30;
inline constexpr std::uint64_t kFreeBytesProblem = std::uint64_t{200} << 20;

// Contracts that load and stand together; what could give away a person in them.
Findings check_contracts(const ServeSettings& settings, const Clock& clock);

// The directory and its file system, whose locks and fsync a collector relies on. Makes nothing
// but, for a moment, one file without a name.
Findings check_data(const ServeSettings& settings);

// Files of days that have ended, against their checksums; reads all of them.
Findings check_archive(const ServeSettings& settings);

// The secret under which ids are keyed.
Findings check_pepper(const ServeSettings& settings);

Findings check_token(const ServeSettings& settings);

// Whether both addresses are free, or served by the collector that has the data directory.
Findings check_addresses(const ServeSettings& settings);

// TLS and the keys of tools.
Findings check_entrance(const ServeSettings& settings);

Findings check_descriptors(const ServeSettings& settings);

// Reports go by this machine's clock.
Findings check_clock(const ServeSettings& settings, const Clock& clock);

}  // namespace overt::cli
