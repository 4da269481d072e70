// For tests: a contract, events it allows and events it does not, and requests that carry them.
#pragma once

#include <string>
#include <vector>

#include "contract/test_contract.h"
#include "model/event.h"
#include "model/event_json.h"
#include "model/otlp.h"

namespace overt::testing {

inline constexpr char kSpanName[] = "telemetry.tool.example";

inline LoadedContract tool_contract() {
  return contract_from(R"(app = "tool"
env_prefix = "TOOL"
endpoint = "http://127.0.0.1:4318/v1/traces"
span_name = "telemetry.tool.example"
schema_versions = [1, 2]
default = "on"
commands = ["tool run"]
project_id.why.en = "A test."
user_id.why.en = "A test."
attribute = [
  { name = "extra", type = "map", since_schema = 2, discard = true, why.en = "A test." },
  { name = "os", type = "enum", values = ["linux"], why.en = "A test." },
]
[[event]]
type = "CommandExited"
fields = [
  { name = "exitCode", type = "exit_code", why.en = "A test." },
  { name = "durationMs", type = "duration_ms", why.en = "A test." },
]
)");
}

// Two events of different `number` differ, and are of two runs.
inline Event tool_event(std::int64_t number) {
  Event event;
  event.ts_ms = 1'658'231'836'102 + number;
  event.execution_id.bytes.fill(0x2F);
  for (std::size_t i = 0; i < 8; ++i) {
    event.execution_id.bytes[15 - i] = static_cast<std::uint8_t>(number >> (8 * i));
  }
  event.project_id = std::string(64, 'a');
  event.command = "tool run";
  event.attributes = {{"os", std::string("linux")}};
  event.event_type = kCommandExited;
  event.data = {{"exitCode", std::int64_t{0}}, {"durationMs", number}};
  return event;
}

inline std::string request_of(const std::vector<Event>& events,
                              std::string_view span_name = kSpanName) {
  std::vector<OutgoingEvent> outgoing;
  outgoing.reserve(events.size());
  for (const Event& event : events) {
    outgoing.push_back({event, identity_of(event, to_json(event))});
  }
  return encode_export_request(outgoing, span_name);
}

}  // namespace overt::testing
