// What makers of a tool should look at in a contract that loads: what could give away a person, and
// what is left to say or to tidy up. docs/contract-format.md lists the rules.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "overt/contract.hpp"

namespace overt {

struct LintFinding {
  enum class Kind {
    kPrivacy,  // could give away a person
    kUpkeep,   // nobody answers for it, nobody says why, its time is over
    kNote,     // no fault
  };

  Kind kind = Kind::kPrivacy;
  Place place;                     // line 0: of the contract as a whole
  std::string what;                // the risk, in words: "attribute host could carry a path"
  std::string to_do;               // what to do about it
  std::string_view accepted = {};  // the makers' answer, a view of the contract's; empty if open

  bool is_open() const { return kind != Kind::kNote && accepted.empty(); }
};

// A field that ends within so many days is a finding, so that it is renewed or removed in time.
inline constexpr std::chrono::days kExpiresSoon{30};

// In the order of the file. `today` is a day of UTC.
std::vector<LintFinding> lint(const Contract& contract, std::chrono::sys_days today);

}  // namespace overt
