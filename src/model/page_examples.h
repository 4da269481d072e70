// For tests: the two examples of the telemetry page (schema 1), as they stand there.
#pragma once

#include <string>
#include <string_view>

#include "model/event.h"

namespace overt::testing {

inline constexpr std::string_view kPageStarted = R"({
  "ts": 1658231825280,
  "executionID": "2f75d020-684e-4224-9013-35e95e1b7721",
  "projectID": "b4c2d019070529344a6967d8c73d578101c6554fcdcae3d00bb93a9692523cb1",
  "command": "werf converge",
  "attributes": {
    "arch": "amd64",
    "os": "linux",
    "version": "dev"
  },
  "eventType": "CommandStarted",
  "eventData": {
    "commandOptions": [
      {
        "name": "repo",
        "asCli": false,
        "asEnv": false,
        "count": 0
      }
    ]
  },
  "schemaVersion": 1
})";

inline constexpr std::string_view kPageExited = R"({
  "ts": 1658231836102,
  "executionID": "2f75d020-684e-4224-9013-35e95e1b7721",
  "projectID": "b4c2d019070529344a6967d8c73d578101c6554fcdcae3d00bb93a9692523cb1",
  "command": "werf converge",
  "attributes": {
    "arch": "amd64",
    "os": "linux",
    "version": "dev"
  },
  "eventType": "CommandExited",
  "eventData": {
    "exitCode": 0,
    "durationMs": 10827
  },
  "schemaVersion": 1
})";

inline Event page_event() {
  Event event;
  event.execution_id = *parse_uuid("2f75d020-684e-4224-9013-35e95e1b7721");
  event.project_id = "b4c2d019070529344a6967d8c73d578101c6554fcdcae3d00bb93a9692523cb1";
  event.command = "werf converge";
  event.attributes = {{"arch", "amd64"}, {"os", "linux"}, {"version", "dev"}};
  event.schema_version = 1;
  return event;
}

inline Event page_started() {
  Event event = page_event();
  event.ts_ms = 1658231825280;
  event.event_type = kCommandStarted;
  event.data = {{"commandOptions", OptionList{{.name = "repo"}}}};
  return event;
}

inline Event page_exited() {
  Event event = page_event();
  event.ts_ms = 1658231836102;
  event.event_type = kCommandExited;
  event.data = {{"exitCode", std::int64_t{0}}, {"durationMs", std::int64_t{10827}}};
  return event;
}

// The same at another time, and of a run of its own.
inline Event page_exited_at(std::int64_t ts_ms) {
  Event event = page_exited();
  event.ts_ms = ts_ms;
  for (std::size_t i = 0; i < 8; ++i) {
    event.execution_id.bytes[15 - i] ^= static_cast<std::uint8_t>(ts_ms >> (8 * i));
  }
  return event;
}

// An event of schema 2, with a value of every type.
inline Event schema_2_event() {
  Event event = page_started();
  event.schema_version = 2;
  event.user_id = "u";
  event.attributes = {{"arch", "arm64"},    {"ci", true},
                      {"ciName", "gitlab"}, {"extra", StringMap{{"key", "text"}}},
                      {"os", "darwin"},     {"version", "2.10.1"}};
  return event;
}

}  // namespace overt::testing
