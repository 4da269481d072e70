// The event: what a run of a command tells, as the rest of overt passes it around.
// Wire (otlp.h), text (event_json.h) and row (store/) are types of their own.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/uuid.h"

namespace overt {

// One option of a command line: its name, never its value.
struct CommandOption {
  std::string name;
  bool as_cli = false;     // given on the command line
  bool as_env = false;     // given by an environment variable
  std::int64_t count = 0;  // how often it was given on the command line

  friend bool operator==(const CommandOption&, const CommandOption&) = default;
};

using OptionList = std::vector<CommandOption>;
using StringMap = std::vector<std::pair<std::string, std::string>>;
using Value = std::variant<bool, std::int64_t, std::string, OptionList, StringMap>;

struct Field {
  std::string name;
  Value value;

  friend bool operator==(const Field&, const Field&) = default;
};

// In the order in which they are written. No name stands twice.
using Fields = std::vector<Field>;

// The value of the field of that name and type; nullptr if there is none.
template <typename T>
const T* find_field(const Fields& fields, std::string_view name) {
  for (const Field& field : fields) {
    if (field.name == name) return std::get_if<T>(&field.value);
  }
  return nullptr;
}

inline constexpr std::string_view kCommandStarted = "CommandStarted";
inline constexpr std::string_view kCommandExited = "CommandExited";

// Names of fields that the client writes and the store reads.
namespace field {
inline constexpr std::string_view kArch = "arch";
inline constexpr std::string_view kCi = "ci";
inline constexpr std::string_view kCiName = "ciName";
inline constexpr std::string_view kExtra = "extra";
inline constexpr std::string_view kGroupChannel = "groupChannel";
inline constexpr std::string_view kOs = "os";
inline constexpr std::string_view kVersion = "version";
inline constexpr std::string_view kCommandOptions = "commandOptions";
inline constexpr std::string_view kExitCode = "exitCode";
inline constexpr std::string_view kDurationMs = "durationMs";
}  // namespace field

struct Event {
  std::int64_t ts_ms = 0;  // Unix time
  Uuid execution_id;       // one a run, the same in all of the run's events
  std::string user_id;     // schema 2 only; overt's own client leaves it empty
  std::string project_id;  // a hash in lower-case hex, or empty
  std::string command;     // the command path, its words joined by spaces
  Fields attributes;       // of the environment, sorted by name
  std::string event_type;
  Fields data;
  int schema_version = 1;

  friend bool operator==(const Event&, const Event&) = default;
};

}  // namespace overt
