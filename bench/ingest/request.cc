#include "request.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include "collector/test_http_client.h"
#include "model/event_json.h"
#include "model/otlp.h"
#include "model/page_examples.h"

namespace overt::bench {
namespace {

// Stands in no other place of a request, byte for byte.
constexpr std::uint64_t kMark = 0xF7E6D5C4B3A29180;

// The last group of a UUID.
constexpr std::size_t kNodeDigits = 12;

std::vector<std::size_t> places_of(std::string_view text, std::string_view what) {
  std::vector<std::size_t> places;
  for (auto at = text.find(what); at != text.npos; at = text.find(what, at + 1)) {
    places.push_back(at);
  }
  return places;
}

void write_hex(char* digits, std::uint64_t number) {
  constexpr std::string_view kHex = "0123456789abcdef";
  for (std::size_t i = kNodeDigits; i-- > 0; number >>= 4U) digits[i] = kHex[number & 15U];
}

}  // namespace

RequestTemplate::RequestTemplate(std::size_t events) {
  std::vector<OutgoingEvent> outgoing;
  for (std::size_t i = 0; i < events; ++i) {
    Event event = testing::page_exited();
    event.ts_ms += static_cast<std::int64_t>(i);
    SpanIdentity identity{.trace_id = event.execution_id.bytes, .span_id = {}};
    std::memcpy(identity.span_id.data(), &kMark, sizeof kMark);
    outgoing.push_back({std::move(event), identity});
  }
  text_ = testing::post("/v1/traces", "application/x-protobuf",
                        encode_export_request(outgoing, kSpanName));
  const std::string mark(reinterpret_cast<const char*>(&kMark), sizeof kMark);
  offsets_ = places_of(text_, mark);
  const std::string run = to_string(testing::page_exited().execution_id);
  for (const std::size_t at : places_of(text_, run)) {
    run_offsets_.push_back(at + run.size() - kNodeDigits);
  }
  if (offsets_.size() != events || run_offsets_.size() != events)
    throw std::runtime_error("a request is not what it should be");
}

void RequestTemplate::number(std::string& copy, std::uint64_t number) const {
  for (std::size_t i = 0; i < offsets_.size(); ++i) {
    // An odd factor: different for each number, and never 0 for the numbers that occur.
    const std::uint64_t id = ++number * 0x9E3779B97F4A7C15U;
    std::memcpy(copy.data() + offsets_[i], &id, sizeof id);
    write_hex(copy.data() + run_offsets_[i], number);
  }
}

}  // namespace overt::bench
