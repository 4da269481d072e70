// Our decoder of protobuf and Google's take the same requests and see the same spans in them. They
// differ where protobuf leaves it open, and there nothing is compared: see is_plain().
#include <climits>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "model/otlp.h"
#include "otlp.pb.h"
#include "same_spans.h"

namespace {

using overt::OtlpSpan;
using overt::OtlpValue;

struct Varint {
  std::uint64_t value = 0;
  std::size_t bytes = 0;  // 0 if it is cut off or too long
};

Varint varint_at(std::string_view text) {
  Varint varint;
  for (std::size_t i = 0; i < text.size() && i < 10; ++i) {
    const auto byte = static_cast<std::uint8_t>(text[i]);
    varint.value |= static_cast<std::uint64_t>(byte & 0x7F) << (7 * i);
    if (byte < 0x80) {
      varint.bytes = i + 1;
      return varint;
    }
  }
  return varint;
}

// The field that leads one level down: resource_spans, scope_spans, spans, attributes, value.
constexpr std::uint64_t kWayDown[] = {1, 2, 2, 9, 2};

// False if there is a group, a field number that protobuf keeps to itself, or a tag or length of
// more than 32 bits or 5 bytes. protozero refuses the first two and cuts the others; Google's
// library does it the other way round. No encoder makes any of them. What is broken is plain: both
// refuse it.
bool is_plain(std::string_view message, std::size_t level = 0) {
  while (!message.empty()) {
    const Varint tag = varint_at(message);
    if (tag.bytes == 0) return true;
    const std::uint64_t number = tag.value >> 3;
    if (tag.bytes > 5 || tag.value > UINT32_MAX || (number >= 19'000 && number <= 19'999)) {
      return false;
    }
    message.remove_prefix(tag.bytes);
    std::size_t skipped = 0;
    switch (tag.value & 7) {
      case 0:
        skipped = varint_at(message).bytes;
        if (skipped == 0) return true;
        break;
      case 1:
        skipped = 8;
        break;
      case 2: {
        const Varint length = varint_at(message);
        if (length.bytes == 0) return true;
        if (length.bytes > 5 || length.value > INT_MAX - 16) return false;
        message.remove_prefix(length.bytes);
        skipped = length.value;
        if (skipped > message.size()) return true;
        const bool leads_down = level < std::size(kWayDown) && number == kWayDown[level];
        if (leads_down && !is_plain(message.substr(0, skipped), level + 1)) return false;
        break;
      }
      case 3:
      case 4:
        return false;
      case 5:
        skipped = 4;
        break;
      default:
        return true;
    }
    if (skipped > message.size()) return true;
    message.remove_prefix(skipped);
  }
  return true;
}

template <std::size_t N>
overt::Bytes<N> id_of(const std::string& bytes) {
  overt::Bytes<N> id{};
  if (bytes.size() == N) std::copy(bytes.begin(), bytes.end(), id.begin());
  return id;
}

OtlpValue value_of(const overt::oracle::AnyValue& value) {
  if (value.has_string_value()) return value.string_value();
  if (value.has_int_value()) return static_cast<std::int64_t>(value.int_value());
  return {};
}

OtlpSpan span_of(const overt::oracle::Span& message) {
  OtlpSpan span;
  span.identity = {.trace_id = id_of<16>(message.trace_id()),
                   .span_id = id_of<8>(message.span_id())};
  span.name = message.name();
  for (const auto& attribute : message.attributes()) {
    span.attributes.push_back({attribute.key(), value_of(attribute.value())});
  }
  return span;
}

std::optional<std::vector<OtlpSpan>> spans_by_google(std::string_view body) {
  overt::oracle::ExportTraceServiceRequest request;
  if (!request.ParseFromArray(body.data(), static_cast<int>(body.size()))) return std::nullopt;
  std::vector<OtlpSpan> spans;
  for (const auto& resource : request.resource_spans()) {
    for (const auto& scope : resource.scope_spans()) {
      for (const auto& span : scope.spans()) spans.push_back(span_of(span));
    }
  }
  return spans;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  const auto ours = overt::decode_export_request(body, overt::OtlpEncoding::kProtobuf);
  if (is_plain(body)) overt::fuzzing::compare(ours, spans_by_google(body));
  return 0;
}
