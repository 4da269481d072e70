#include "collector/http_answer.h"

#include <gtest/gtest.h>

namespace overt {
namespace {

const HttpResponse kAnswer{.status = 503,
                           .content_type = "text/plain",
                           .body = "later",
                           .headers = {{"Retry-After", "5"}}};

TEST(HttpAnswer, has_its_status_headers_and_body) {
  EXPECT_EQ(to_wire(kAnswer, {}),
            "HTTP/1.1 503 Service Unavailable\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\n"
            "Retry-After: 5\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nlater");
}

TEST(HttpAnswer, says_what_becomes_of_the_connection_where_that_is_not_clear) {
  const auto says = [](const AnswerForm& form, std::string_view line) {
    return to_wire(kAnswer, form).find(line) != std::string::npos;
  };
  EXPECT_TRUE(says({.keep_open = false}, "\r\nConnection: close\r\n"));
  EXPECT_FALSE(says({}, "Connection"));
  EXPECT_TRUE(says({.is_http_1_0 = true}, "\r\nConnection: keep-alive\r\n"));
  EXPECT_FALSE(says({.is_http_1_0 = true, .keep_open = false}, "Connection"));
}

TEST(HttpAnswer, that_has_no_content_has_no_length) {
  for (const int status : {204, 304}) {
    const std::string text = to_wire({.status = status, .headers = {{"ETag", "\"a\""}}}, {});
    EXPECT_EQ(text.find("Content-"), std::string::npos) << text;
    EXPECT_TRUE(text.ends_with("ETag: \"a\"\r\n\r\n")) << text;
  }
}

TEST(HttpAnswer, to_head_has_the_length_of_the_body_it_leaves_out) {
  EXPECT_TRUE(to_wire(kAnswer, {.has_body = false}).ends_with("Content-Length: 5\r\n\r\n"));
}

}  // namespace
}  // namespace overt
