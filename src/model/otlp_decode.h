// The two encodings behind read_export_request.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "model/limits.h"
#include "model/otlp.h"

namespace overt {

Status read_export_request_json(std::string_view body, const TakeSpan& take);
Status read_export_request_protobuf(std::string_view body, const TakeSpan& take);

// What a resource's attribute tells of, if it is the one that tells of losses; `lost` if not.
inline std::int64_t lost_events_after(const OtlpAttribute& attribute, std::int64_t lost) {
  const auto* const count = std::get_if<std::int64_t>(&attribute.value);
  if (attribute.key != kLostEventsKey || count == nullptr) return lost;
  return *count > 0 && *count <= kLostEventsMax ? *count : 0;
}

inline Error too_many_spans() {
  return Error{"more than " + std::to_string(kSpansPerRequestMax) + " spans"};
}

}  // namespace overt
