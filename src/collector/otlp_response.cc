#include "collector/otlp_response.h"

#include "collector/limits.h"

namespace overt {
namespace {

// google/rpc/code.proto.
constexpr int kUnknown = 2;
constexpr int kInvalidArgument = 3;
constexpr int kDeadlineExceeded = 4;
constexpr int kNotFound = 5;
constexpr int kResourceExhausted = 8;
constexpr int kUnimplemented = 12;
constexpr int kUnavailable = 14;
constexpr int kUnauthenticated = 16;

int rpc_code(int status) {
  switch (status) {
    case 400:
    case 415:
      return kInvalidArgument;
    case 401:
      return kUnauthenticated;
    case 404:
      return kNotFound;
    case 405:
      return kUnimplemented;
    case 408:
      return kDeadlineExceeded;
    case 413:
    case 429:
    case 431:
      return kResourceExhausted;
    case 503:
      return kUnavailable;
    default:
      return kUnknown;
  }
}

constexpr std::string_view kRetryHeader = "Retry-After";
constexpr std::string_view kProtobufType = "application/x-protobuf";
constexpr std::string_view kJsonType = "application/json";

std::string content_type(OtlpEncoding encoding) {
  return std::string(encoding == OtlpEncoding::kProtobuf ? kProtobufType : kJsonType);
}

}  // namespace

std::optional<OtlpEncoding> encoding_of(const HttpRequest& request) {
  const std::string type = media_type(request.content_type);
  if (type == kProtobufType) return OtlpEncoding::kProtobuf;
  if (type == kJsonType) return OtlpEncoding::kJson;
  return std::nullopt;
}

HttpResponse otlp_success(const ExportResponse& response, OtlpEncoding encoding) {
  return {.status = 200,
          .content_type = content_type(encoding),
          .body = encode_export_response(response, encoding)};
}

HttpResponse otlp_error(const HttpRequest& head, int status, std::string_view message) {
  const OtlpEncoding encoding = encoding_of(head).value_or(OtlpEncoding::kJson);
  HttpResponse response{.status = status,
                        .content_type = content_type(encoding),
                        .body = encode_status(rpc_code(status), message, encoding)};
  // RFC 9110, 11.6.1: a 401 says which proof would do.
  if (status == 401) response.headers.emplace_back("WWW-Authenticate", "Bearer");
  return status == 503 ? with_retry_after(std::move(response), kRetryAfter) : response;
}

HttpResponse with_retry_after(HttpResponse response, std::chrono::seconds time) {
  std::erase_if(response.headers, [](const auto& header) { return header.first == kRetryHeader; });
  response.headers.emplace_back(kRetryHeader, std::to_string(time.count()));
  return response;
}

}  // namespace overt
