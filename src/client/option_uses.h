// The options of one run, put together from whoever knows of them.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/environment.h"
#include "model/event.h"
#include "overt/contract.hpp"

namespace overt {

// What the contract does not name leaves no trace. `contract` must outlive it.
class OptionUses {
 public:
  explicit OptionUses(const Contract& contract);

  // The option with that spelling was given on the command line once more; false if the contract
  // knows none.
  bool give(std::string_view spelling);

  // Every option whose variable is set and not empty was given by it.
  void take_from(const Environment& environment);

  // Uses of one option add up. A count that is no count leads to one that the gate refuses.
  void add(const CommandOption& use);

  // In the contract's order, each once; only those that were used.
  OptionList list() const;

 private:
  struct Use {
    bool is_used = false;
    bool as_cli = false;
    bool as_env = false;
    std::int64_t count = 0;
  };

  void add(std::size_t option, const CommandOption& use);

  const Contract& contract_;
  std::vector<Use> uses_;  // parallel to the contract's options
};

}  // namespace overt
