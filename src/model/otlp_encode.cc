// Protobuf by protozero; field numbers in otlp_fields.h.
#include <protozero/pbf_writer.hpp>

#include "model/event_json.h"
#include "model/json_writer.h"
#include "model/otlp.h"
#include "model/otlp_fields.h"

namespace overt {
namespace {

using protozero::pbf_writer;

// The message that `write` fills. A writer completes its message when it goes, so it must be gone
// before the bytes are taken.
template <typename Write>
std::string message(Write write) {
  std::string bytes;
  {
    pbf_writer writer(bytes);
    write(writer);
  }
  return bytes;
}

void add_text(pbf_writer& span, std::string_view key, std::string_view text) {
  pbf_writer attribute(span, otlp::kSpanAttributes);
  attribute.add_string(otlp::kKeyValueKey, key.data(), key.size());
  pbf_writer value(attribute, otlp::kKeyValueValue);
  value.add_string(otlp::kAnyValueString, text.data(), text.size());
}

void add_integer(pbf_writer& parent, std::string_view key, std::int64_t number,
                 otlp::Tag tag = otlp::kSpanAttributes) {
  pbf_writer attribute(parent, tag);
  attribute.add_string(otlp::kKeyValueKey, key.data(), key.size());
  pbf_writer value(attribute, otlp::kKeyValueValue);
  value.add_int64(otlp::kAnyValueInt, number);
}

void add_bytes(pbf_writer& message, protozero::pbf_tag_type tag,
               std::span<const std::uint8_t> bytes) {
  message.add_bytes(tag, reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

void add_span(pbf_writer& scope_spans, const OutgoingEvent& outgoing, std::string_view name) {
  const Event& event = outgoing.event;
  const std::uint64_t time_ns = static_cast<std::uint64_t>(event.ts_ms) * 1'000'000;
  pbf_writer span(scope_spans, otlp::kScopeSpansSpans);
  add_bytes(span, otlp::kSpanTraceId, outgoing.identity.trace_id);
  add_bytes(span, otlp::kSpanSpanId, outgoing.identity.span_id);
  span.add_string(otlp::kSpanName, name.data(), name.size());
  span.add_enum(otlp::kSpanKind, otlp::kSpanKindInternal);
  span.add_fixed64(otlp::kSpanStartTimeUnixNano, time_ns);
  span.add_fixed64(otlp::kSpanEndTimeUnixNano, time_ns);
  add_integer(span, "ts", event.ts_ms);
  add_text(span, "executionID", to_string(event.execution_id));
  if (event.schema_version >= 2) add_text(span, "userID", event.user_id);
  add_text(span, "projectID", event.project_id);
  add_text(span, "command", event.command);
  // As they stand in the log, byte for byte.
  add_text(span, "attributes", to_json(event.attributes));
  add_text(span, "eventType", event.event_type);
  add_text(span, "eventData", to_json(event.data));
  add_integer(span, "schemaVersion", event.schema_version);
}

}  // namespace

std::string encode_export_request(std::span<const OutgoingEvent> events, std::string_view span_name,
                                  std::int64_t lost_events) {
  if (events.empty()) return "";
  return message([&](pbf_writer& request) {
    pbf_writer resource_spans(request, otlp::kRequestResourceSpans);
    if (lost_events > 0) {
      pbf_writer resource(resource_spans, otlp::kResourceSpansResource);
      add_integer(resource, kLostEventsKey, lost_events, otlp::kResourceAttributes);
    }
    pbf_writer scope_spans(resource_spans, otlp::kResourceSpansScopeSpans);
    pbf_writer(scope_spans, otlp::kScopeSpansScope)
        .add_string(otlp::kScopeName, span_name.data(), span_name.size());
    for (const OutgoingEvent& event : events) add_span(scope_spans, event, span_name);
  });
}

std::string encode_export_response(const ExportResponse& response, OtlpEncoding encoding) {
  const bool full_success = response == ExportResponse{};
  if (encoding == OtlpEncoding::kProtobuf) {
    if (full_success) return "";
    return message([&](pbf_writer& body) {
      pbf_writer partial(body, otlp::kResponsePartialSuccess);
      partial.add_int64(otlp::kPartialSuccessRejectedSpans, response.rejected_spans);
      partial.add_string(otlp::kPartialSuccessErrorMessage, response.error_message);
    });
  }
  JsonWriter json;
  json.begin_object();
  if (!full_success) {
    json.key("partialSuccess");
    json.begin_object();
    json.key("rejectedSpans");
    // The JSON mapping of protobuf writes 64-bit integers as text.
    json.string(std::to_string(response.rejected_spans));
    json.key("errorMessage");
    json.string(response.error_message);
    json.end_object();
  }
  json.end_object();
  return std::move(json).take();
}

std::string encode_status(int code, std::string_view text, OtlpEncoding encoding) {
  if (encoding == OtlpEncoding::kProtobuf) {
    return message([&](pbf_writer& status) {
      status.add_int32(otlp::kStatusCode, code);
      status.add_string(otlp::kStatusMessage, text.data(), text.size());
    });
  }
  JsonWriter json;
  json.begin_object();
  json.key("code");
  json.integer(code);
  json.key("message");
  json.string(text);
  json.end_object();
  return std::move(json).take();
}

}  // namespace overt
