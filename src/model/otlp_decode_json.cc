// OTLP's JSON mapping: ids in hex, 64-bit integers as text or number, keys in lowerCamelCase,
// unknown keys ignored (OTLP, "JSON Protobuf Encoding").
#include "model/otlp_decode_json.h"

#include <charconv>

#include "model/json_document.h"
#include "model/limits.h"

namespace overt {
namespace {

using Problem = std::optional<Error>;

Problem wrong_type(std::string_view key, std::string_view expected) {
  std::string message(key);
  message.append(": must be ").append(expected);
  return Error{std::move(message)};
}

// protobuf's JSON mapping: null is the same as absent, for a member of a oneof as well.
bool is_there(const json::Object& object, std::string_view key, json::Element& element) {
  return object.at_key(key).get(element) == simdjson::SUCCESS && !element.is_null();
}

// Calls `read` for each element of the list under `key`; fine if it is absent or null.
template <typename Read>
Problem for_each(const json::Object& object, std::string_view key, Read read) {
  json::Element list;
  if (!is_there(object, key, list)) return std::nullopt;
  const auto array = json::array(list);
  if (!array) return wrong_type(key, "a list");
  for (const json::Element element : *array) {
    const auto item = json::object(element);
    if (!item) return wrong_type(key, "a list of objects");
    if (Problem problem = read(*item)) return problem;
  }
  return std::nullopt;
}

// Puts the text under `key` into `into`; fine if it is absent or null.
Problem read_text(const json::Object& object, std::string_view key, std::string& into) {
  json::Element element;
  if (!is_there(object, key, element)) return std::nullopt;
  auto text = json::text(element);
  if (!text) return wrong_type(key, "a string");
  into = *std::move(text);
  return std::nullopt;
}

template <std::size_t N>
Problem read_id(const json::Object& object, std::string_view key, Bytes<N>& into) {
  std::string digits;
  if (Problem problem = read_text(object, key, digits)) return problem;
  into = bytes_from_hex<N>(digits).value_or(Bytes<N>{});
  return std::nullopt;
}

std::optional<std::int64_t> integer_from(const json::Element& element) {
  if (const auto number = json::integer(element)) return number;
  const auto text = json::text(element);
  if (!text) return std::nullopt;
  std::int64_t number = 0;
  const char* const end = text->data() + text->size();
  const auto [stop, code] = std::from_chars(text->data(), end, number);
  if (code != std::errc{} || stop != end) return std::nullopt;
  return number;
}

Problem read_value(const json::Object& attribute, OtlpValue& into) {
  json::Element value;
  if (!is_there(attribute, "value", value)) return std::nullopt;
  const auto object = json::object(value);
  if (!object) return wrong_type("value", "an object");
  json::Element element;
  if (is_there(*object, "stringValue", element)) {
    auto text = json::text(element);
    if (!text) return wrong_type("stringValue", "a string");
    into = *std::move(text);
  } else if (is_there(*object, "intValue", element)) {
    const auto number = integer_from(element);
    if (!number) return wrong_type("intValue", "a 64-bit integer, as a number or a string");
    into = *number;
  }
  return std::nullopt;
}

Problem read_span(const json::Object& object, std::vector<OtlpSpan>& spans) {
  if (spans.size() == kSpansPerRequestMax) {
    return Error{"more than " + std::to_string(kSpansPerRequestMax) + " spans"};
  }
  OtlpSpan& span = spans.emplace_back();
  if (Problem problem = read_id(object, "traceId", span.identity.trace_id)) return problem;
  if (Problem problem = read_id(object, "spanId", span.identity.span_id)) return problem;
  if (Problem problem = read_text(object, "name", span.name)) return problem;
  return for_each(object, "attributes", [&span](const json::Object& item) -> Problem {
    OtlpAttribute attribute;
    if (Problem problem = read_text(item, "key", attribute.key)) return problem;
    if (Problem problem = read_value(item, attribute.value)) return problem;
    span.has_more_attributes = span.attributes.size() == kSpanAttributesMax;
    if (!span.has_more_attributes) span.attributes.push_back(std::move(attribute));
    return std::nullopt;
  });
}

}  // namespace

Result<std::vector<OtlpSpan>> decode_export_request_json(std::string_view body) {
  const auto document = json::Document::parse(body);
  if (!document) return document.error();
  const auto request = json::object(document->root());
  if (!request) return Error{"not an ExportTraceServiceRequest: must be an object"};

  std::vector<OtlpSpan> spans;
  const auto read_scope = [&spans](const json::Object& scope_spans) {
    return for_each(scope_spans, "spans",
                    [&spans](const json::Object& span) { return read_span(span, spans); });
  };
  const auto read_resource = [&read_scope](const json::Object& resource_spans) {
    return for_each(resource_spans, "scopeSpans", read_scope);
  };
  const Problem problem = for_each(*request, "resourceSpans", read_resource);
  if (problem) return Error{"not an ExportTraceServiceRequest: " + problem->message};
  return spans;
}

}  // namespace overt
