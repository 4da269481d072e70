// The contract of one tool, as everything in overt uses it: plain data that names what may be
// collected. docs/contract-format.md describes the file it is written in; `overt contract header` makes
// constants of it for a tool to compile, and contract/load.h reads it when a program runs.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "overt/options.hpp"
#include "overt/pattern.hpp"
#include "overt/place.hpp"

namespace overt {

// The gate keeps one bit for each on its stack.
inline constexpr std::size_t kOptionsMax = 1024;
inline constexpr std::size_t kCommandsMax = 1024;

// More fields would not fit a line of the log.
inline constexpr std::size_t kFieldsMax = 32;
inline constexpr std::size_t kEventTypesMax = 32;

// In CI the machine may end with the command, so the command's end may wait for a sender that has a
// live connection: unless the contract says otherwise this long at most, and never longer than that.
inline constexpr std::int64_t kCiWaitMsDefault = 300;
inline constexpr std::int64_t kCiWaitMsMax = 1000;

// More is no closed set.
inline constexpr std::size_t kEnumValuesMax = 256;

// What a pattern allows is a word or a short path of words, not a text.
inline constexpr std::int64_t kPatternCharactersMax = 128;

enum class ConsentDefault : std::uint8_t {
  kOn,
  kOff,
  kLocal,  // recorded in the log, never sent
};

enum class FieldType : std::uint8_t {
  kBoolean,
  kInteger,     // of a range
  kDurationMs,  // an integer ≥ 0
  kExitCode,    // an integer from 0 to 255
  kOptions,     // a list of the contract's options
  kEnum,        // one of a list of words
  kVersion,     // digits first, or "dev", or "unknown"
  kUuid,        // RFC 9562, in lower case
  kSha256,      // in lower-case hex
  kPattern,     // a text that a pattern matches as a whole
  kMap,         // an object of texts; only ever discarded
  kText,        // free text; only ever discarded
};

// A version: digits and dots first, as in semantic versions, a `v` before them or not; then what a
// tool's own scheme adds, from the same alphabet. More than 64 characters are none. Two words stand
// for a build without a version and for one nobody told.
inline constexpr Pattern kVersionPattern("dev|unknown|v?[0-9][0-9A-Za-z.+\\-]{0,63}", 65);

// RFC 9562, section 4, in lower case.
inline constexpr Pattern kUuidPattern(
    "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", 36);

inline constexpr Pattern kSha256Pattern("[0-9a-f]{64}", 64);

static_assert(kVersionPattern.problem().empty() && kUuidPattern.problem().empty() &&
              kSha256Pattern.problem().empty());

// A text for people. Russian may be empty.
struct Words {
  std::string_view en{};
  std::string_view ru{};
};

inline constexpr std::chrono::sys_days kNever = std::chrono::sys_days::max();

// A field of an event's data or an attribute of the environment.
struct FieldSpec {
  std::string_view name{};
  FieldType type = FieldType::kBoolean;
  std::int64_t min = 0;  // kInteger
  std::int64_t max = 0;
  std::span<const std::string_view> values{};  // kEnum, sorted
  const Pattern* pattern = nullptr;          // kPattern
  bool optional = false;
  int since_schema = 1;  // events of an older schema version do not have it
  bool discard = false;  // taken from the wire, never recorded and never stored
  std::string_view env{};  // attributes: the variable it is read from; empty for those overt knows
  Words why{};
  std::string_view owner{};                    // empty: the contract's
  std::chrono::sys_days expires = kNever;    // the last day (UTC) on which it is recorded
  Words accepted_risk{};                       // the answer to what the lint finds
  Place place{};
};

struct EventSpec {
  std::string_view type{};
  int since_schema = 1;
  std::span<const FieldSpec> fields{};  // in the order in which they are written
  Words why{};
  Place place{};
};

// What the views lead to must outlive the contract.
struct Contract {
  std::string_view app{};         // [a-z0-9-]+: names the log's folder and the store's rows
  std::string_view env_prefix{};  // "WERF" gives WERF_TELEMETRY and WERF_TELEMETRY_LOG_FILE
  std::string_view endpoint{};    // where events go unless <PREFIX>_TELEMETRY_TRACE_URL says otherwise
  std::string_view span_name{};   // of scope and span; how the collector knows whose event it is
  std::span<const int> schema_versions{};  // ascending; the last is what is recorded by default
  ConsentDefault consent_default = ConsentDefault::kOff;
  std::optional<ConsentDefault> consent_in_ci{};  // in CI, instead of consent_default
  std::int64_t ci_wait_ms = kCiWaitMsDefault;     // 0 to kCiWaitMsMax
  std::string_view telemetry_command{};  // what a user types for `overt`, if the tool offers it
  Words purpose{};
  std::string_view owner{};
  std::string_view source{};                              // URL of the code that records
  std::span<const std::string_view> commands{};           // command paths, sorted
  std::span<const std::string_view> ignored_commands{};   // these record nothing; sorted
  std::optional<FieldSpec> commands_to_come{};            // kPattern; from the wire only
  std::optional<FieldSpec> project_id{};                  // kSha256
  std::optional<FieldSpec> user_id{};                     // kSha256
  Options options{};                                      // sorted by name
  std::span<const FieldSpec> attributes{};                // sorted by name
  std::span<const EventSpec> events{};
  std::string_view text{};  // the whole file; a copy of it stands beside each log
};

}  // namespace overt
