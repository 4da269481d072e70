// The gate: holds an event against a contract. One implementation for the client, which asks before
// it records, the sender, which asks before it sends, and the collector, which asks before it
// stores. Allocates nothing, whatever the event.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "model/event.h"
#include "overt/contract.hpp"

namespace overt {

// POSIX: the low 8 bits of what a program returns.
inline constexpr std::int64_t kExitCodeMax = 255;

// A year. A longer run was a clock's mistake, and one such value would bury every percentile.
inline constexpr std::int64_t kDurationMsMax = std::int64_t{366} * 24 * 60 * 60 * 1000;

// More than this on one command line is a script's mistake, not a use to count.
inline constexpr std::int64_t kOptionCountMax = 1'000'000;

// Why an event was refused: the field and the rule, never the value. Valid as long as the contract.
struct Refusal {
  std::string_view field;
  std::string_view rule;

  friend bool operator==(const Refusal&, const Refusal&) = default;
};

// "command: not in the contract"
std::string to_string(const Refusal& refusal);

// Nothing if every field of `event` is one that `contract` names and closes.
std::optional<Refusal> check(const Contract& contract, const Event& event);

// Whether `value` is one that `spec` allows.
bool fits(const Contract& contract, const FieldSpec& spec, const Value& value);

// Takes out of `event` what the contract accepts and discards, and what it no longer records at
// `now_ms` (Unix time). For events that passed check(). An empty object stays: nothing is in it,
// and schema 2 always has `extra`.
void discard(const Contract& contract, Event& event, std::int64_t now_ms);

// Whether `spec` is still recorded at `now_ms`.
bool is_recorded(const FieldSpec& spec, std::int64_t now_ms);

}  // namespace overt
