// The contract of one tool, loaded: everything that may be collected about it, as plain data.
// docs/contract-format.md describes the file; load.h reads it; gate.h holds events against it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace overt {

enum class ConsentDefault {
  kOn,
  kOff,
  kLocal,  // recorded in the log, never sent
};

enum class FieldType {
  kBoolean,
  kInteger,     // of a range
  kDurationMs,  // an integer ≥ 0
  kExitCode,    // an integer from 0 to 255
  kOptions,     // a list of the contract's options
  kEnum,        // one of a list of words
  kVersion,     // semantic version, or "dev", or "unknown"
  kMap,         // an object of texts; only ever discarded
  kText,        // free text; only ever discarded
};

// A field of an event's data or an attribute of the environment.
struct FieldSpec {
  std::string name;
  FieldType type = FieldType::kBoolean;
  std::int64_t min = 0;  // kInteger
  std::int64_t max = 0;
  std::vector<std::string> values;  // kEnum
  bool optional = false;
  int since_schema = 1;  // events of an older schema version do not have it
  bool discard = false;  // taken from the wire, never recorded and never stored
  std::string env;       // attributes: the variable it is read from; empty for those overt knows
  std::string why;       // English
};

struct EventSpec {
  std::string type;
  int since_schema = 1;
  std::vector<FieldSpec> fields;  // in the order in which they are written
};

// An option of the tool's command line.
struct OptionSpec {
  std::string name;                    // what is recorded
  std::vector<std::string> spellings;  // "-m", "--message"
  bool takes_value = false;            // the next word belongs to it unless `=` gave it one
  std::string env;                     // the variable that sets it; empty for none
};

struct Contract {
  std::string app;         // [a-z0-9-]+: names the log's folder and the store's rows
  std::string env_prefix;  // "WERF" gives WERF_TELEMETRY and WERF_TELEMETRY_LOG_FILE
  std::string endpoint;    // where events go unless <PREFIX>_TELEMETRY_TRACE_URL says otherwise
  std::string span_name;   // of scope and span; how the collector knows whose event it is
  std::vector<int> schema_versions;  // ascending; the last is what is recorded by default
  ConsentDefault consent_default = ConsentDefault::kOff;
  std::vector<std::string> commands;          // command paths, the tool's own name first
  std::vector<std::string> ignored_commands;  // these record nothing
  std::vector<OptionSpec> options;
  std::vector<FieldSpec> attributes;
  std::vector<EventSpec> events;
};

}  // namespace overt
