// The gate: holds an event against a contract. One implementation for the client, which asks before
// it records, and the collector, which asks before it stores.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "contract/contract.h"
#include "model/event.h"

namespace overt {

// POSIX: the low 8 bits of what a program returns.
inline constexpr std::int64_t kExitCodeMax = 255;

// A year. A longer run was a clock's mistake, and one such value would bury every percentile.
inline constexpr std::int64_t kDurationMsMax = std::int64_t{366} * 24 * 60 * 60 * 1000;

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

// Whether `value` is one that `spec` allows.
bool fits(const Contract& contract, const FieldSpec& spec, const Value& value);

// Takes out of `event` what the contract accepts and discards. For events that passed check(). An
// empty object stays: nothing is in it, and schema 2 always has `extra`.
void discard(const Contract& contract, Event& event);

}  // namespace overt
