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

inline Error too_many_spans() {
  return Error{"more than " + std::to_string(kSpansPerRequestMax) + " spans"};
}

}  // namespace overt
