#include "collector/otlp_response.h"

#include <gtest/gtest.h>

namespace overt {
namespace {

HttpRequest of_type(std::string content_type) {
  HttpRequest request;
  request.content_type = std::move(content_type);
  return request;
}

TEST(OtlpResponse, success_is_an_empty_body_in_protobuf_and_an_empty_object_in_json) {
  const HttpResponse protobuf = otlp_success({}, OtlpEncoding::kProtobuf);
  EXPECT_EQ(protobuf.status, 200);
  EXPECT_EQ(protobuf.content_type, "application/x-protobuf");
  EXPECT_EQ(protobuf.body, "");
  const HttpResponse json = otlp_success({}, OtlpEncoding::kJson);
  EXPECT_EQ(json.content_type, "application/json");
  EXPECT_EQ(json.body, "{}");
}

TEST(OtlpResponse, an_error_is_a_status_in_the_requests_encoding) {
  const HttpResponse protobuf = otlp_error(of_type("application/x-protobuf"), 413, "too large");
  EXPECT_EQ(protobuf.status, 413);
  EXPECT_EQ(protobuf.content_type, "application/x-protobuf");
  EXPECT_EQ(protobuf.body, encode_status(8, "too large", OtlpEncoding::kProtobuf));
  const HttpResponse json = otlp_error(of_type("application/json; charset=utf-8"), 400, "why");
  EXPECT_EQ(json.content_type, "application/json");
  EXPECT_EQ(json.body, encode_status(3, "why", OtlpEncoding::kJson));
}

TEST(OtlpResponse, an_error_for_an_unknown_encoding_is_json) {
  EXPECT_EQ(otlp_error(of_type("text/plain"), 415, "why").content_type, "application/json");
  EXPECT_EQ(otlp_error({}, 404, "why").content_type, "application/json");
}

TEST(OtlpResponse, only_a_503_says_when_to_return) {
  using Headers = std::vector<std::pair<std::string, std::string>>;
  EXPECT_EQ(otlp_error({}, 503, "why").headers, (Headers{{"Retry-After", "5"}}));
  EXPECT_TRUE(otlp_error({}, 400, "why").headers.empty());
}

}  // namespace
}  // namespace overt
