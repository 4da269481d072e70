// What adapters have in common: the uses of a run's options, each option once, in the contract's
// order, which tells nothing of the command line's.
#pragma once

#include <algorithm>
#include <vector>

#include "overt/overt.hpp"

namespace overt::adapters {

class OptionUses {
 public:
  // By its place among the contract's options. Uses of one option are added up: two of the parser's
  // options may be one of the contract's, as where two commands have their own `--force`.
  void add(const OptionUse& use) {
    const auto known = std::ranges::lower_bound(uses_, use.option, {}, &OptionUse::option);
    if (known == uses_.end() || known->option != use.option) {
      uses_.insert(known, use);
      return;
    }
    known->as_cli = known->as_cli || use.as_cli;
    known->as_env = known->as_env || use.as_env;
    known->count += use.count;
  }

  // As the generated header has them.
  template <typename Command, typename Option>
  std::vector<typename TypedRecorder<Command, Option>::Use> typed() const {
    std::vector<typename TypedRecorder<Command, Option>::Use> typed;
    for (const OptionUse& use : uses_) {
      typed.push_back({.option = static_cast<Option>(use.option),
                       .as_cli = use.as_cli,
                       .as_env = use.as_env,
                       .count = use.count});
    }
    return typed;
  }

 private:
  std::vector<OptionUse> uses_;
};

}  // namespace overt::adapters
