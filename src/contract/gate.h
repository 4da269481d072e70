// The gate: holds an event against a contract. One implementation for the client, which asks before
// it records, and the collector, which asks before it stores.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "contract/contract.h"
#include "model/event.h"

namespace overt {

// Why an event was refused: the field and the rule, never the value.
struct Refusal {
  std::string field;
  std::string rule;

  friend bool operator==(const Refusal&, const Refusal&) = default;
};

// "command: not in the contract"
std::string to_string(const Refusal& refusal);

// Nothing if every field of `event` is one that `contract` names and closes.
std::optional<Refusal> check(const Contract& contract, const Event& event);

// Takes out of `event` what the contract accepts and discards. For events that passed check().
void discard(const Contract& contract, Event& event);

}  // namespace overt
