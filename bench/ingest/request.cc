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
  for (auto at = text_.find(mark); at != std::string::npos; at = text_.find(mark, at + 1)) {
    offsets_.push_back(at);
  }
  if (offsets_.size() != events) throw std::runtime_error("a request is not what it should be");
}

void RequestTemplate::number(std::string& copy, std::uint64_t number) const {
  for (const std::size_t offset : offsets_) {
    // An odd factor: different for each number, and never 0 for the numbers that occur.
    const std::uint64_t id = ++number * 0x9E3779B97F4A7C15U;
    std::memcpy(copy.data() + offset, &id, sizeof id);
  }
}

}  // namespace overt::bench
