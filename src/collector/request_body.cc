#include "collector/request_body.h"

#include "collector/gzip.h"
#include "collector/limits.h"
#include "collector/otlp_response.h"

namespace overt {
namespace {

std::variant<PlainBody, HttpResponse> inflated_body(const HttpRequest& request) {
  auto inflated = gunzip(request.body, kHttpBodyBytesMax);
  if (auto* body = std::get_if<std::string>(&inflated)) {
    return PlainBody{.sent = request.body, .inflated = std::move(*body)};
  }
  if (std::get<GunzipError>(inflated) == GunzipError::kTooLarge) {
    return otlp_error(request, 413, "the body is too large once inflated");
  }
  return otlp_error(request, 400, "the body is not gzip, as its Content-Encoding says");
}

}  // namespace

std::variant<PlainBody, HttpResponse> plain_body(const HttpRequest& request) {
  const std::string coding = media_type(request.content_encoding);
  // RFC 9110, 8.4.1.3: the old name means the same.
  if (coding == "gzip" || coding == "x-gzip") return inflated_body(request);
  if (coding.empty() || coding == "identity") {
    return PlainBody{.sent = request.body, .inflated = std::nullopt};
  }
  return unsupported(request, "the Content-Encoding is not gzip", "Accept-Encoding", "gzip");
}

HttpResponse unsupported(const HttpRequest& request, std::string_view message,
                         std::string_view header, std::string_view supported) {
  HttpResponse response = otlp_error(request, 415, message);
  response.headers.emplace_back(header, supported);
  return response;
}

}  // namespace overt
