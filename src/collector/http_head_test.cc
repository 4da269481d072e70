#include "collector/http_head.h"

#include <gtest/gtest.h>

#include <string>

namespace overt {
namespace {

using Found = HeadScanner::Found;

// What HeadScanner finds in all of `bytes`, and after it fault_of_head.
bool is_taken(std::string_view head) {
  HeadScanner scanner;
  return scanner.scan(head) == Found::kEnd && scanner.size() == head.size() &&
         !fault_of_head(head).has_value();
}

std::string with(std::string_view fields) {
  return "POST /v1/traces HTTP/1.1\r\nHost: h\r\n" + std::string(fields) + "\r\n";
}

TEST(HttpHead, what_clients_send_is_taken) {
  EXPECT_TRUE(is_taken("GET / HTTP/1.0\r\n\r\n"));
  EXPECT_TRUE(is_taken(with("")));
  EXPECT_TRUE(is_taken(with("Content-Length: 12\r\nContent-Type: application/json\r\n")));
  EXPECT_TRUE(is_taken(with("content-length:12\r\n")));
  EXPECT_TRUE(is_taken(with("TRANSFER-ENCODING: \t Chunked \r\n")));
  EXPECT_TRUE(is_taken(with("X-Empty:\r\nX-Text: \xc3\xa4 \"a:b\"\r\n")));
}

TEST(HttpHead, the_end_is_found_at_whatever_byte_a_read_stops) {
  const std::string head = with("A: b\r\n");
  for (std::size_t cut = 0; cut < head.size(); ++cut) {
    HeadScanner scanner;
    EXPECT_EQ(scanner.scan(head.substr(0, cut)), Found::kMore);
    EXPECT_EQ(scanner.scan(head + "body"), Found::kEnd);
    EXPECT_EQ(scanner.size(), head.size());
  }
}

TEST(HttpHead, what_no_head_may_have_is_found_before_its_end) {
  for (const std::string_view begun :
       {std::string_view("GET / HTTP/1.1\n"), std::string_view("GET / HTTP/1.1\rX"),
        std::string_view("GET / HTTP/1.1\r\nA: b\r\n c"),
        std::string_view("GET / HTTP/1.1\r\nA: b\r\n\tc"),
        std::string_view("GET / HTTP/1.1\r\n\r\r"), std::string_view("GET / HTTP/1.1\r\nA: \0", 20),
        std::string_view("\x16\x03\x01"), std::string_view(" GET"),
        std::string_view("GET / HTTP/1.1\r\nA: \x7f")}) {
    HeadScanner scanner;
    EXPECT_EQ(scanner.scan(begun), Found::kFault) << begun;
  }
}

TEST(HttpHead, what_can_be_read_in_two_ways_is_not_taken) {
  for (const char* fields : {"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n",
                             "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n",
                             "Content-Length: 1\r\nContent-Length: 1\r\n",
                             "Content-Length: 1\r\nContent-Length: 2\r\n",
                             "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
                             "Content-Length: 1, 1\r\n",
                             "Content-Length: +1\r\n",
                             "Content-Length: -1\r\n",
                             "Content-Length: 0x1\r\n",
                             "Content-Length: 1 1\r\n",
                             "Content-Length:\r\n",
                             "Content-Length: 1111111111111111111\r\n",
                             "Transfer-Encoding: identity\r\n",
                             "Transfer-Encoding: gzip, chunked\r\n",
                             "Transfer-Encoding: chunked, identity\r\n",
                             "Transfer-Encoding: xchunked\r\n",
                             "Transfer-Encoding:\r\n",
                             "Content-Length : 1\r\n",
                             "Content-Length\t: 1\r\n",
                             ": 1\r\n",
                             "no colon\r\n",
                             "a b: 1\r\n",
                             "Host: other\r\n"}) {
    EXPECT_FALSE(is_taken(with(fields))) << fields;
  }
  EXPECT_FALSE(is_taken("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"));
}

TEST(HttpHead, another_request_line_is_not_taken) {
  for (const char* line : {"GET", "GET /", "GET  / HTTP/1.1", "GET / HTTP/1.1 ", "GET / x HTTP/1.1",
                           "GET / HTTP/1.2", "GET / HTTP/2.0", "GET / http/1.1", "G(T / HTTP/1.1",
                           "GET /\t HTTP/1.1", "GET /\xc3\xa4 HTTP/1.1"}) {
    EXPECT_FALSE(is_taken(std::string(line) + "\r\nHost: h\r\n\r\n")) << line;
  }
  EXPECT_FALSE(is_taken("\r\n"));
  EXPECT_FALSE(is_taken("GET / HTTP/1.1\r\n\r\n"));
}

}  // namespace
}  // namespace overt
