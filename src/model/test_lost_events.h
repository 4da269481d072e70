// For tests: what a request tells of events that will never come. The collector drops it today.
#pragma once

#include <cstdint>
#include <protozero/pbf_reader.hpp>
#include <string_view>

#include "model/otlp.h"
#include "model/otlp_fields.h"

namespace overt::testing {

// 0 if the resource of this request in protobuf has no such attribute.
inline std::int64_t lost_events_in(std::string_view body) {
  using protozero::pbf_reader;
  std::int64_t lost = 0;
  pbf_reader request(body.data(), body.size());
  while (request.next(otlp::kRequestResourceSpans)) {
    pbf_reader resource_spans = request.get_message();
    while (resource_spans.next(otlp::kResourceSpansResource)) {
      pbf_reader resource = resource_spans.get_message();
      while (resource.next(otlp::kResourceAttributes)) {
        pbf_reader attribute = resource.get_message();
        std::string_view key;
        std::int64_t value = 0;
        while (attribute.next()) {
          if (attribute.tag() == otlp::kKeyValueKey) {
            const protozero::data_view text = attribute.get_view();
            key = {text.data(), text.size()};
          } else {
            pbf_reader any = attribute.get_message();
            if (any.next(otlp::kAnyValueInt)) value = any.get_int64();
          }
        }
        if (key == kLostEventsKey) lost += value;
      }
    }
  }
  return lost;
}

}  // namespace overt::testing
