// A benchmark ends at the first thing that fails.
#pragma once

#include <stdexcept>
#include <utility>

#include "base/result.h"

namespace overt::bench {

inline void must(const Status& status) {
  if (!status) throw std::runtime_error(status.error().message);
}

template <typename Value>
Value must(Result<Value> result) {
  if (!result) throw std::runtime_error(result.error().message);
  return *std::move(result);
}

}  // namespace overt::bench
