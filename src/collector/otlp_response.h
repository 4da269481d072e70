// Answers of the ingest listener (OTLP/HTTP 1.11, "Response"): in the request's encoding, with a
// google.rpc.Status as the body of every 4xx and 5xx.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "collector/http_message.h"
#include "model/otlp.h"

namespace overt {

// Nothing if the media type is not one of OTLP's two.
std::optional<OtlpEncoding> encoding_of(const HttpRequest& request);

HttpResponse otlp_success(const ExportResponse& response, OtlpEncoding encoding);

// In JSON if the request's encoding is unknown: a person may read that. A 503 says when to return.
HttpResponse otlp_error(const HttpRequest& head, int status, std::string_view message);

// The same answer, to come back after another time.
HttpResponse with_retry_after(HttpResponse response, std::chrono::seconds time);

}  // namespace overt
