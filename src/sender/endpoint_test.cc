#include "sender/endpoint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace overt {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string message(std::string_view url, EndpointSource source) {
  const Result<std::string> endpoint = allowed_endpoint(url, source);
  return endpoint ? "allowed" : endpoint.error().message;
}

TEST(Endpoint, https_leads_anywhere) {
  for (const auto source : {EndpointSource::kContract, EndpointSource::kUser}) {
    EXPECT_EQ(*allowed_endpoint("https://telemetry.example/v1/traces", source),
              "https://telemetry.example/v1/traces");
  }
}

TEST(Endpoint, http_of_a_contract_leads_to_this_machine_only) {
  for (const char* url : {"http://localhost:4318/v1/traces", "http://127.0.0.1:4318/v1/traces",
                          "http://127.255.255.255/v1/traces", "http://[::1]:4318/v1/traces"}) {
    EXPECT_EQ(message(url, EndpointSource::kContract), "allowed") << url;
  }
  for (const char* url :
       {"http://telemetry.example/v1/traces", "http://128.0.0.1/v1/traces",
        "http://126.255.255.255/v1/traces", "http://[::2]/v1/traces",
        "http://localhost.example/v1/traces", "http://127.0.0.1.example/v1/traces",
        "http://0.0.0.0/v1/traces", "http://[::ffff:8.8.8.8]/v1/traces"}) {
    EXPECT_THAT(message(url, EndpointSource::kContract), HasSubstr("http is for this machine only"))
        << url;
  }
}

TEST(Endpoint, http_leads_where_the_user_says) {
  EXPECT_EQ(*allowed_endpoint("http://collector.lan:4318/v1/traces", EndpointSource::kUser),
            "http://collector.lan:4318/v1/traces");
}

TEST(Endpoint, other_schemes_are_refused) {
  for (const char* url :
       {"ftp://127.0.0.1/v1/traces", "file:///etc/passwd", "gopher://127.0.0.1/v1/traces"}) {
    EXPECT_THAT(message(url, EndpointSource::kUser), HasSubstr("only https and http")) << url;
  }
}

TEST(Endpoint, what_is_no_address_is_refused) {
  for (const char* url : {"", "telemetry.example", "https://", "https://a b/", "://"}) {
    EXPECT_THAT(message(url, EndpointSource::kUser), HasSubstr("no address")) << url;
  }
}

TEST(Endpoint, a_password_is_refused_and_not_repeated) {
  const std::string error = message("https://me:secret@telemetry.example/", EndpointSource::kUser);
  EXPECT_THAT(error, HasSubstr("no user name or password"));
  EXPECT_THAT(error, Not(HasSubstr("secret")));
}

TEST(Endpoint, query_and_fragment_are_dropped) {
  EXPECT_EQ(*allowed_endpoint("https://telemetry.example/t?token=1#x", EndpointSource::kUser),
            "https://telemetry.example/t");
  EXPECT_THAT(message("ftp://telemetry.example/?token=1", EndpointSource::kUser),
              Not(HasSubstr("token")));
}

TEST(Endpoint, an_address_without_a_path_gets_that_of_otlp) {
  for (const char* url : {"http://127.0.0.1:4318", "http://127.0.0.1:4318/"}) {
    EXPECT_EQ(*allowed_endpoint(url, EndpointSource::kContract), "http://127.0.0.1:4318/v1/traces");
  }
}

TEST(Endpoint, the_longest_address_is_allowed_and_a_longer_one_is_not) {
  const std::string host = "https://telemetry.example/";
  const std::string longest = host + std::string(kEndpointBytesMax - host.size(), 'a');
  EXPECT_EQ(message(longest, EndpointSource::kUser), "allowed");
  EXPECT_THAT(message(longest + "a", EndpointSource::kUser), HasSubstr("over 1024 bytes"));
}

}  // namespace
}  // namespace overt
