// OTLP/HTTP traces (opentelemetry-proto 1.11): requests and responses, in protobuf and JSON.
// A span carries an event in nine attributes; everything else of a request is dropped here.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "model/event.h"

namespace overt {

enum class OtlpEncoding { kProtobuf, kJson };

// What makes two spans the same one: a span that arrives twice is one event.
struct SpanIdentity {
  Bytes<16> trace_id{};
  Bytes<8> span_id{};

  friend bool operator==(const SpanIdentity&, const SpanIdentity&) = default;
};

// An attribute's value. Events need text and integers; of any other kind only its presence is kept.
// Of any text of a span longer than kAttributeBytesMax one byte more than these is kept, which no
// event may have: a body must not come to much in memory.
using OtlpValue = std::variant<std::monostate, std::string, std::int64_t>;

struct OtlpAttribute {
  std::string key;
  OtlpValue value;
};

// Of a request's resource: events that were recorded before these and will never be sent. A request
// that is made again has the same first span, by which it is known that they were told of before.
inline constexpr std::string_view kLostEventsKey = "overt.lost_events";

struct OtlpSpan {
  SpanIdentity identity;
  std::string name;
  std::vector<OtlpAttribute> attributes;  // the first kSpanAttributesMax
  bool has_more_attributes = false;       // than these
  // Of the first span of a resource: kLostEventsKey of that resource, as far as it stands before
  // its spans and is from 1 to kLostEventsMax; else 0.
  std::int64_t lost_before = 0;
};

// An event on its way: the line of the log it was, and the identity that follows from that line.
struct OutgoingEvent {
  Event event;
  SpanIdentity identity;
};

// trace_id is the execution id, span_id the first 8 bytes of SHA-256 of the line without its
// newline: a line that is sent twice is the same span.
SpanIdentity identity_of(const Event& event, std::string_view line);

// An ExportTraceServiceRequest in protobuf: one resource, whose one attribute is there if
// `lost_events` is over 0, one scope and one name for all spans, one span an event. Empty without
// events.
std::string encode_export_request(std::span<const OutgoingEvent> events, std::string_view span_name,
                                  std::int64_t lost_events = 0);

// Is given a span, and may keep what it needs of it.
using TakeSpan = std::function<void(const OtlpSpan&)>;

// Reads a request once, from its beginning to its end, and gives each of its spans to `take`, in
// order; beside the body it takes the memory of one span. An error, by which time some spans may
// have been given, if `body` is not such a request, is JSON that nests deeper than kJsonDepthMax,
// or has more than kSpansPerRequestMax spans. Spans with bad ids come with zeros. Of JSON keys that
// stand twice the first one counts.
Status read_export_request(std::string_view body, OtlpEncoding encoding, const TakeSpan& take);

// All spans of a request: for those that one has made oneself.
Result<std::vector<OtlpSpan>> decode_export_request(std::string_view body, OtlpEncoding encoding);

// The event that a span carries. The error names the attribute, never its value.
Result<Event> event_from_span(const OtlpSpan& span);

// OTLP, "Partial Success". No rejected spans and no message is a full success.
struct ExportResponse {
  std::int64_t rejected_spans = 0;
  std::string error_message;

  friend bool operator==(const ExportResponse&, const ExportResponse&) = default;
};

std::string encode_export_response(const ExportResponse& response, OtlpEncoding encoding);
Result<ExportResponse> decode_export_response(std::string_view body);  // protobuf

// google.rpc.Status: the body of every 4xx and 5xx (OTLP, "Failures"). `code` is a google.rpc.Code.
std::string encode_status(int code, std::string_view text, OtlpEncoding encoding);

}  // namespace overt
