// Our decoder of JSON, over Boost.JSON, and one over nlohmann-json, written from the statements
// alone, take the same requests and see the same spans in them.
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>

#include "model/otlp.h"
#include "same_spans.h"

namespace {

using nlohmann::json;
using overt::OtlpSpan;
using overt::OtlpValue;

// A document as nlohmann-json reads it, and what it does not tell of it.
struct Parsed {
  json document;
  std::size_t depth = 0;
  bool has_a_key_twice = false;  // the last one counts there, the first one here
};

Parsed parse(std::string_view body) {
  Parsed parsed;
  std::vector<std::set<std::string>> keys;
  const auto look = [&](int depth, json::parse_event_t event, json& value) {
    switch (event) {
      case json::parse_event_t::object_start:
        keys.emplace_back();
        [[fallthrough]];
      case json::parse_event_t::array_start:
        parsed.depth = std::max(parsed.depth, static_cast<std::size_t>(depth) + 1);
        break;
      case json::parse_event_t::object_end:
        keys.pop_back();
        break;
      case json::parse_event_t::key:
        if (!keys.back().insert(value.get<std::string>()).second) parsed.has_a_key_twice = true;
        break;
      default:
        break;
    }
    return true;
  };
  parsed.document = json::parse(body, look, false);
  return parsed;
}

struct Refused {};

// Absent and null are the same.
const json* member(const json& object, const char* key) {
  const auto found = object.find(key);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

std::string text(const json& object, const char* key) {
  const json* found = member(object, key);
  if (found == nullptr) return "";
  if (!found->is_string()) throw Refused{};
  return found->get<std::string>();
}

std::vector<json> objects(const json& object, const char* key) {
  const json* found = member(object, key);
  if (found == nullptr) return {};
  if (!found->is_array()) throw Refused{};
  for (const json& element : *found) {
    if (!element.is_object()) throw Refused{};
  }
  return found->get<std::vector<json>>();
}

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

template <std::size_t N>
overt::Bytes<N> id(const std::string& digits) {
  overt::Bytes<N> bytes{};
  if (digits.size() != 2 * N) return {};
  for (std::size_t i = 0; i < N; ++i) {
    const int high = digit(digits[2 * i]);
    const int low = digit(digits[2 * i + 1]);
    if (high < 0 || low < 0) return {};
    bytes[i] = static_cast<std::uint8_t>(high * 16 + low);
  }
  return bytes;
}

std::int64_t integer(const json& value) {
  if (value.is_number_unsigned() && value.get<std::uint64_t>() > INT64_MAX) throw Refused{};
  if (value.is_number_integer()) return value.get<std::int64_t>();
  if (!value.is_string()) throw Refused{};
  const auto digits = value.get<std::string>();
  if (digits.size() > overt::kAttributeBytesMax) throw Refused{};
  std::int64_t number = 0;
  const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (result.ec != std::errc{} || result.ptr != digits.data() + digits.size()) throw Refused{};
  return number;
}

OtlpValue value(const json& attribute) {
  const json* found = member(attribute, "value");
  if (found == nullptr) return {};
  if (!found->is_object()) throw Refused{};
  if (member(*found, "stringValue") != nullptr) return text(*found, "stringValue");
  if (const json* number = member(*found, "intValue")) return integer(*number);
  return {};
}

// What a resource says about itself is held to the same rules; what of it counts, unit tests say.
void look_at(const json* about) {
  if (about == nullptr) return;
  if (!about->is_object()) throw Refused{};
  for (const json& attribute : objects(*about, "attributes")) {
    text(attribute, "key");
    value(attribute);
  }
}

std::vector<OtlpSpan> spans(const json& request) {
  if (!request.is_object()) throw Refused{};
  std::vector<OtlpSpan> result;
  for (const json& resource : objects(request, "resourceSpans")) {
    look_at(member(resource, "resource"));
    for (const json& scope : objects(resource, "scopeSpans")) {
      for (const json& object : objects(scope, "spans")) {
        OtlpSpan& span = result.emplace_back();
        span.identity = {.trace_id = id<16>(text(object, "traceId")),
                         .span_id = id<8>(text(object, "spanId"))};
        span.name = text(object, "name");
        for (const json& attribute : objects(object, "attributes")) {
          span.attributes.push_back({text(attribute, "key"), value(attribute)});
        }
      }
    }
  }
  return result;
}

std::optional<std::vector<OtlpSpan>> expected(const Parsed& parsed, std::string_view body) {
  // nlohmann-json passes over a byte order mark and takes a zero for the end.
  const bool is_strict = !body.starts_with("\xEF\xBB\xBF") && body.find('\0') == body.npos;
  if (parsed.document.is_discarded() || !is_strict) return std::nullopt;
  if (parsed.depth > overt::kJsonDepthMax) return std::nullopt;
  try {
    return spans(parsed.document);
  } catch (const Refused&) {
    return std::nullopt;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  const auto ours = overt::decode_export_request(body, overt::OtlpEncoding::kJson);
  // nlohmann-json takes an exponent of any size: json_walk.h.
  if (!ours && ours.error().message.ends_with("exponent overflow")) return 0;
  const Parsed parsed = parse(body);
  if (!parsed.has_a_key_twice) overt::fuzzing::compare(ours, expected(parsed, body));
  return 0;
}
