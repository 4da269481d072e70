// The contracts a collector takes events for, each found by the name its spans carry.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "contract/contract.h"

namespace overt {

class ContractSet {
 public:
  // An error if there is none (such a collector would store nothing), or if two have the same
  // application or span name.
  static Result<ContractSet> make(std::vector<Contract> contracts);

  // nullptr if no contract has that name. Valid as long as the set.
  const Contract* find_by_span_name(std::string_view span_name) const;

 private:
  explicit ContractSet(std::vector<Contract> contracts) : contracts_(std::move(contracts)) {}

  std::vector<Contract> contracts_;
};

}  // namespace overt
