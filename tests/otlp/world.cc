#include "otlp/world.h"

#include <nlohmann/json.hpp>
#include <protozero/pbf_reader.hpp>

#include "base/bytes.h"
#include "model/event_json.h"
#include "model/otlp_fields.h"
#include "model/page_examples.h"
#include "store/store.h"

namespace overt::testing {
namespace {

using nlohmann::json;

json attribute(const char* key, json value) { return {{"key", key}, {"value", std::move(value)}}; }
json text(std::string value) { return {{"stringValue", std::move(value)}}; }
// OTLP, "JSON Protobuf Encoding": 64-bit integers are written as text.
json number(std::int64_t value) { return {{"intValue", std::to_string(value)}}; }

json span_of(const Event& event, std::string_view span_name) {
  const SpanIdentity identity = identity_of(event, to_json(event));
  json attributes = {attribute("ts", number(event.ts_ms)),
                     attribute("executionID", text(to_string(event.execution_id))),
                     attribute("projectID", text(event.project_id)),
                     attribute("command", text(event.command)),
                     attribute("attributes", text(to_json(event.attributes))),
                     attribute("eventType", text(event.event_type)),
                     attribute("eventData", text(to_json(event.data))),
                     attribute("schemaVersion", number(event.schema_version))};
  return {{"traceId", to_hex(identity.trace_id)},
          {"spanId", to_hex(identity.span_id)},
          {"name", span_name},
          {"kind", 1},
          {"attributes", std::move(attributes)}};
}

std::string name_of(const ::testing::TestParamInfo<OtlpEncoding>& encoding) {
  return encoding.param == OtlpEncoding::kProtobuf ? "protobuf" : "json";
}

// For the tests of every file.
INSTANTIATE_TEST_SUITE_P(In, OtlpTest,
                         ::testing::Values(OtlpEncoding::kProtobuf, OtlpEncoding::kJson), name_of);

}  // namespace

Event werf_event(std::int64_t ts_ms) {
  Event event = page_exited_at(ts_ms);
  return event;
}

std::string request_of(const std::vector<Event>& events, OtlpEncoding encoding,
                       std::string_view span_name) {
  if (encoding == OtlpEncoding::kProtobuf) {
    std::vector<OutgoingEvent> outgoing;
    outgoing.reserve(events.size());
    for (const Event& event : events) {
      outgoing.push_back({event, identity_of(event, to_json(event))});
    }
    return encode_export_request(outgoing, span_name);
  }
  if (events.empty()) return "{}";
  json spans = json::array();
  for (const Event& event : events) spans.push_back(span_of(event, span_name));
  return json{{"resourceSpans", {{{"scopeSpans", {{{"spans", std::move(spans)}}}}}}}}.dump();
}

RpcStatus status_in(const Answer& answer, OtlpEncoding encoding) {
  RpcStatus status;
  if (encoding == OtlpEncoding::kJson) {
    const json body = json::parse(answer.body, nullptr, false);
    EXPECT_TRUE(body.is_object()) << answer.head << answer.body;
    if (!body.is_object()) return status;
    return {.code = body.value("code", 0), .message = body.value("message", "")};
  }
  protozero::pbf_reader message(answer.body);
  while (message.next()) {
    if (message.tag() == otlp::kStatusCode) {
      status.code = message.get_int32();
    } else if (message.tag() == otlp::kStatusMessage) {
      status.message = message.get_string();
    } else {
      ADD_FAILURE() << "google.rpc.Status has no field " << message.tag();
      message.skip();
    }
  }
  return status;
}

ExportResponse response_in(const Answer& answer, OtlpEncoding encoding) {
  if (encoding == OtlpEncoding::kProtobuf) {
    const auto response = decode_export_response(answer.body);
    EXPECT_TRUE(response) << answer.head;
    return response ? *response : ExportResponse{};
  }
  const json body = json::parse(answer.body, nullptr, false);
  EXPECT_TRUE(body.is_object()) << answer.head << answer.body;
  if (!body.is_object() || !body.contains("partialSuccess")) return {};
  const json& partial = body["partialSuccess"];
  return {.rejected_spans = std::stoll(partial.value("rejectedSpans", "0")),
          .error_message = partial.value("errorMessage", "")};
}

Answer OtlpWorld::ask(std::string_view request) const {
  HttpClient client = connect();
  client.send(request);
  return client.receive();
}

std::vector<std::int64_t> OtlpWorld::stored_moments() {
  EXPECT_EQ(collector_->end_by(SIGTERM), 0);
  const auto store = open_duckdb_store(directory_.file("data/store.duckdb"));
  EXPECT_TRUE(store);
  const auto result = (*store)->query("SELECT ts_ms FROM event ORDER BY ts_ms", {});
  EXPECT_TRUE(result);
  std::vector<std::int64_t> moments;
  for (const auto& row : result->rows) moments.push_back(std::get<std::int64_t>(row.at(0)));
  return moments;
}

}  // namespace overt::testing
