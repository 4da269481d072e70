// One of the two encodings behind decode_export_request.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/otlp.h"

namespace overt {

Result<std::vector<OtlpSpan>> decode_export_request_json(std::string_view body);

}  // namespace overt
