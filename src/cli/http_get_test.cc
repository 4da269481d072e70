#include "cli/http_get.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/test_http_server.h"

namespace overt::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::http_response;
using testing::HttpServer;

TEST(HttpGetTest, gives_the_body_of_a_200) {
  HttpServer server([](const auto&) { return http_response("200 OK", "the body"); });
  EXPECT_EQ(*http_get(server.url() + "/v1/reports/failures?since=30d"), "the body");
  EXPECT_THAT(server.requests(), ElementsAre("GET /v1/reports/failures?since=30d HTTP/1.1"));
}

TEST(HttpGetTest, any_other_status_is_an_error_with_the_first_line) {
  HttpServer server(
      [](const auto&) { return http_response("404 Not Found", "no \x1b[1mreport\nmore"); });
  const auto body = http_get(server.url() + "/x");
  ASSERT_FALSE(body.ok());
  EXPECT_EQ(body.error().message, server.url() + "/x answered 404: no ?[1mreport");
}

TEST(HttpGetTest, follows_no_redirect) {
  HttpServer server([](const auto&) {
    return std::string("HTTP/1.1 302 Found\r\nLocation: /other\r\nContent-Length: 0\r\n") +
           "Connection: close\r\n\r\n";
  });
  EXPECT_THAT(http_get(server.url()).error().message, HasSubstr("answered 302"));
  EXPECT_EQ(server.requests().size(), 1U);
}

TEST(HttpGetTest, says_that_nobody_answers) {
  std::string url;
  {
    HttpServer server([](const auto&) { return std::string(); });
    url = server.url();
  }
  EXPECT_THAT(http_get(url).error().message, HasSubstr("cannot ask " + url + ": "));
}

TEST(HttpGetTest, a_body_that_ends_early_is_an_error) {
  HttpServer server([](const auto&) {
    return std::string("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
  });
  EXPECT_FALSE(http_get(server.url()).ok());
}

TEST(HttpGetTest, a_body_over_the_limit_is_an_error) {
  HttpServer server(
      [](const auto&) { return http_response("200 OK", std::string(kHttpBodyBytesMax + 1, 'x')); });
  EXPECT_FALSE(http_get(server.url()).ok());
}

TEST(HttpGetTest, plain_http_stays_on_this_machine) {
  for (const char* url : {"http://example.com/", "http://127.evil.example/", "http://10.0.0.1/",
                          "ftp://127.0.0.1/", "file:///etc/hostname"}) {
    EXPECT_THAT(http_get(url).error().message, HasSubstr("use https, or http on this machine"))
        << url;
  }
  EXPECT_THAT(http_get("not a url").error().message, HasSubstr("not a URL"));
  EXPECT_THAT(http_get("127.0.0.1:4319").error().message, HasSubstr("not a URL"));
}

TEST(HttpGetTest, percent_encoding) {
  EXPECT_EQ(percent_encoded("30d"), "30d");
  EXPECT_EQ(percent_encoded("a&b=c d/é"), "a%26b%3Dc%20d%2F%C3%A9");
  EXPECT_EQ(percent_encoded(""), "");
}

}  // namespace
}  // namespace overt::cli
