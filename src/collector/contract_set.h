// The contracts a collector takes events for, each found by the name its spans carry.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "contract/load.h"
#include "overt/contract.hpp"

namespace overt {

class ContractSet {
 public:
  // An error if there is none (such a collector would store nothing), or if two have the same
  // application or span name.
  static Result<ContractSet> make(std::vector<LoadedContract> contracts);

  // nullptr if no contract has that name. Valid as long as the set.
  const Contract* find_by_span_name(std::string_view span_name) const;

 private:
  explicit ContractSet(std::vector<LoadedContract> contracts) : contracts_(std::move(contracts)) {}

  std::vector<LoadedContract> contracts_;
};

}  // namespace overt
