// The runs of a month out of a store, as far as they are of known projects.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "base/result.h"
#include "publish/cells.h"
#include "publish/month.h"
#include "store/store.h"

namespace overt {

struct Percentiles {
  std::int64_t p50_ms = 0;
  std::int64_t p90_ms = 0;
};

struct MonthOfUse {
  Usage usage;
  std::int64_t runs_known = 0;
  std::int64_t runs_unknown = 0;                 // of no known project; in no cell
  std::map<std::string, Percentiles> durations;  // by command, of runs that succeeded
};

Result<MonthOfUse> read_usage(Store& store, const std::string& app, const Month& month);

}  // namespace overt
