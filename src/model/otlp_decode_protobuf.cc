// Protobuf by protozero, whose exceptions end here. What overt has no use for is skipped unread, so
// the depth of a request does not matter. One span is held at a time.
#include <algorithm>
#include <protozero/pbf_reader.hpp>
#include <utility>

#include "model/limits.h"
#include "model/otlp_decode.h"
#include "model/otlp_fields.h"

namespace overt {
namespace {

using protozero::pbf_reader;
using protozero::pbf_wire_type;

constexpr auto kLengthDelimited = pbf_wire_type::length_delimited;

// The tag and wire type a message's field has; protobuf says to skip a field of another type.
constexpr std::uint32_t tagged(otlp::Tag tag, pbf_wire_type type) {
  return protozero::tag_and_type(tag, type);
}

template <std::size_t N>
Bytes<N> id_from(protozero::data_view view) {
  Bytes<N> id{};
  if (view.size() == N) std::copy_n(view.data(), N, reinterpret_cast<char*>(id.data()));
  return id;
}

std::string text_from(protozero::data_view view) {
  return {view.data(), std::min(view.size(), kAttributeBytesMax + 1)};
}

// What stands in `any_value` replaces what `value` was; protobuf merges a message that is there
// twice, and of a oneof the last one counts.
void read_value(pbf_reader any_value, OtlpValue& value) {
  while (any_value.next()) {
    switch (any_value.tag_and_type()) {
      case tagged(otlp::kAnyValueString, kLengthDelimited):
        value = text_from(any_value.get_view());
        break;
      case tagged(otlp::kAnyValueInt, pbf_wire_type::varint):
        value = any_value.get_int64();
        break;
      case tagged(otlp::kAnyValueBool, pbf_wire_type::varint):
      case tagged(otlp::kAnyValueDouble, pbf_wire_type::fixed64):
      case tagged(otlp::kAnyValueArray, kLengthDelimited):
      case tagged(otlp::kAnyValueKvlist, kLengthDelimited):
      case tagged(otlp::kAnyValueBytes, kLengthDelimited):
        any_value.skip();
        value = std::monostate{};
        break;
      default:
        any_value.skip();
    }
  }
}

OtlpAttribute attribute_from(pbf_reader key_value) {
  OtlpAttribute attribute;
  while (key_value.next()) {
    switch (key_value.tag_and_type()) {
      case tagged(otlp::kKeyValueKey, kLengthDelimited):
        attribute.key = text_from(key_value.get_view());
        break;
      case tagged(otlp::kKeyValueValue, kLengthDelimited):
        read_value(key_value.get_message(), attribute.value);
        break;
      default:
        key_value.skip();
    }
  }
  return attribute;
}

void add_attribute(OtlpSpan& span, pbf_reader key_value) {
  // It is read even if it is one too many: whether a request can be decoded hangs on no limit.
  OtlpAttribute attribute = attribute_from(key_value);
  span.has_more_attributes = span.attributes.size() == kSpanAttributesMax;
  if (!span.has_more_attributes) span.attributes.push_back(std::move(attribute));
}

OtlpSpan span_from(pbf_reader message) {
  OtlpSpan span;
  while (message.next()) {
    switch (message.tag_and_type()) {
      case tagged(otlp::kSpanTraceId, kLengthDelimited):
        span.identity.trace_id = id_from<16>(message.get_view());
        break;
      case tagged(otlp::kSpanSpanId, kLengthDelimited):
        span.identity.span_id = id_from<8>(message.get_view());
        break;
      case tagged(otlp::kSpanName, kLengthDelimited):
        span.name = text_from(message.get_view());
        break;
      case tagged(otlp::kSpanAttributes, kLengthDelimited):
        add_attribute(span, message.get_message());
        break;
      default:
        message.skip();
    }
  }
  return span;
}

// As far as the resource tells of them; else what is known so far.
std::int64_t lost_events_in(pbf_reader resource, std::int64_t lost) {
  while (resource.next(otlp::kResourceAttributes, kLengthDelimited)) {
    lost = lost_events_after(attribute_from(resource.get_message()), lost);
  }
  return lost;
}

// False if there are too many. The first span takes `lost` along.
bool read_scope(pbf_reader scope_spans, const TakeSpan& take, std::size_t& spans,
                std::int64_t& lost) {
  while (scope_spans.next(otlp::kScopeSpansSpans, kLengthDelimited)) {
    if (spans == kSpansPerRequestMax) return false;
    ++spans;
    OtlpSpan span = span_from(scope_spans.get_message());
    span.lost_before = std::exchange(lost, 0);
    take(span);
  }
  return true;
}

Status read_request(pbf_reader request, const TakeSpan& take) {
  std::size_t spans = 0;
  while (request.next(otlp::kRequestResourceSpans, kLengthDelimited)) {
    pbf_reader resource_spans = request.get_message();
    std::int64_t lost = 0;
    while (resource_spans.next()) {
      switch (resource_spans.tag_and_type()) {
        case tagged(otlp::kResourceSpansResource, kLengthDelimited):
          lost = lost_events_in(resource_spans.get_message(), lost);
          break;
        case tagged(otlp::kResourceSpansScopeSpans, kLengthDelimited):
          if (!read_scope(resource_spans.get_message(), take, spans, lost)) return too_many_spans();
          break;
        default:
          resource_spans.skip();
      }
    }
  }
  return Ok{};
}

}  // namespace

Status read_export_request_protobuf(std::string_view body, const TakeSpan& take) {
  try {
    return read_request(pbf_reader(body.data(), body.size()), take);
  } catch (const protozero::exception& exception) {
    return Error{std::string("not an ExportTraceServiceRequest: ") + exception.what()};
  }
}

Result<ExportResponse> decode_export_response(std::string_view body) {
  ExportResponse response;
  try {
    pbf_reader message(body.data(), body.size());
    while (message.next(otlp::kResponsePartialSuccess, kLengthDelimited)) {
      pbf_reader partial = message.get_message();
      while (partial.next()) {
        switch (partial.tag_and_type()) {
          case tagged(otlp::kPartialSuccessRejectedSpans, pbf_wire_type::varint):
            response.rejected_spans = partial.get_int64();
            break;
          case tagged(otlp::kPartialSuccessErrorMessage, kLengthDelimited):
            response.error_message = partial.get_string();
            break;
          default:
            partial.skip();
        }
      }
    }
  } catch (const protozero::exception& exception) {
    return Error{std::string("not an ExportTraceServiceResponse: ") + exception.what()};
  }
  return response;
}

}  // namespace overt
