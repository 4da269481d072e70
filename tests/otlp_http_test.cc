// HTTP around OTLP: methods, expectations and connections (RFC 9110 and 9112), on the real
// collector.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "otlp/world.h"

namespace overt::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kExpects[] = "Expect: 100-continue\r\n";

TEST_P(OtlpTest, several_requests_in_one_packet_are_answered_in_order) {
  HttpClient client = connect();
  Event refused = werf_event(2);
  refused.command = "no command";
  client.send(post_events({werf_event(1)}) + post_events({refused, refused}) + post_body("\xFF") +
              "HEAD /v1/traces HTTP/1.1\r\nHost: h\r\n\r\n" + post_events({werf_event(3)}));
  EXPECT_EQ(response_in(client.receive(), encoding()).rejected_spans, 0);
  EXPECT_EQ(response_in(client.receive(), encoding()).rejected_spans, 2);
  EXPECT_EQ(client.receive().status, 400);
  EXPECT_EQ(client.receive(true).status, 405);
  EXPECT_EQ(client.receive().status, 200);
  EXPECT_THAT(stored_moments(), ElementsAre(1, 3));
}

TEST_P(OtlpTest, who_expects_100_is_told_to_continue_and_then_answered) {
  HttpClient client = connect();
  const std::string request = post_events({werf_event(1)}, kExpects);
  const std::size_t body = request.find("\r\n\r\n") + 4;
  for (int i = 0; i < 2; ++i) {
    client.send(request.substr(0, body));
    EXPECT_EQ(client.receive().status, 100);
    client.send(request.substr(body));
    EXPECT_EQ(client.receive().status, 200);
  }
}

TEST_P(OtlpTest, a_body_that_came_with_its_head_needs_no_100) {
  EXPECT_EQ(ask(post_events({werf_event(1)}, kExpects)).status, 200);
}

TEST_P(OtlpTest, an_expectation_is_refused_before_the_body) {
  const std::string head = "Host: h\r\nContent-Type: " + std::string(type()) + "\r\n";
  const std::string line = "POST /v1/traces HTTP/1.1\r\n";
  for (const auto& [status, request] : std::vector<std::pair<int, std::string>>{
           {413, line + head + kExpects + "Content-Length: 67108865\r\n\r\n"},
           {417, line + head + "Expect: 200-ok\r\nContent-Length: 5\r\n\r\n"},
           {404, "POST /v1/logs HTTP/1.1\r\n" + head + kExpects + "Content-Length: 5\r\n\r\n"},
           {405, "PUT /v1/traces HTTP/1.1\r\n" + head + kExpects + "Content-Length: 5\r\n\r\n"}}) {
    HttpClient client = connect();
    client.send(request);
    const Answer answer = client.receive();
    EXPECT_EQ(answer.status, status);
    EXPECT_NE(status_in(answer, encoding()).message, "");
    EXPECT_TRUE(client.at_end()) << "the body that was not sent would be the next request";
  }
}

TEST_F(OtlpWorld, a_client_of_http_1_0_is_sent_no_100) {
  HttpClient client = connect();
  const std::string head =
      "POST /v1/traces HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: 2\r\n";
  client.send(head + kExpects + "\r\n");
  client.send("{}");
  EXPECT_EQ(client.receive().status, 200);
}

TEST_F(OtlpWorld, connections_stay_open_as_each_version_says) {
  const std::string rest = "Host: h\r\nContent-Type: application/json\r\nContent-Length: 2\r\n";
  for (const auto& [version, connection, stays] :
       std::vector<std::tuple<std::string, std::string, bool>>{
           {"1.1", "", true},
           {"1.1", "Connection: close\r\n", false},
           {"1.1", "Connection: keep-alive\r\n", true},
           {"1.0", "", false},
           {"1.0", "Connection: keep-alive\r\n", true},
           {"1.0", "Connection: close\r\n", false}}) {
    HttpClient client = connect();
    const std::string request =
        "POST /v1/traces HTTP/" + version + "\r\n" + rest + connection + "\r\n{}";
    client.send(request);
    const Answer answer = client.receive();
    EXPECT_EQ(answer.body, "{}");
    if (stays) {
      client.send(request);
      EXPECT_EQ(client.receive().body, "{}") << version << connection;
      EXPECT_EQ(answer.has_header("Connection: keep-alive"), version == "1.0");
    } else {
      EXPECT_TRUE(client.at_end()) << version << connection;
      EXPECT_EQ(answer.has_header("Connection: close"), version == "1.1") << answer.head;
    }
  }
}

TEST_F(OtlpWorld, head_has_no_body_and_names_the_methods_that_would_do) {
  HttpClient client = connect();
  for (const char* path : {"/v1/traces", "/v1/events"}) {
    client.send("HEAD " + std::string(path) + " HTTP/1.1\r\nHost: h\r\n\r\n");
    const Answer answer = client.receive(true);
    EXPECT_EQ(answer.status, 405);
    EXPECT_TRUE(answer.has_header("Allow: POST, OPTIONS")) << answer.head;
  }
  client.send("HEAD /other HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(client.receive(true).status, 404);
  client.send(post("/v1/traces", kJsonType, "{}"));
  EXPECT_EQ(client.receive().body, "{}") << "nothing stood between the answers";
}

// What a browser asks before it lets a page send somewhere: it is told the methods, and of no page
// that may use them.
TEST_F(OtlpWorld, options_tells_the_methods_and_lets_no_page_of_elsewhere_in) {
  HttpClient client = connect();
  for (const char* path : {"/v1/traces", "/v1/events"}) {
    client.send("OPTIONS " + std::string(path) +
                " HTTP/1.1\r\nHost: h\r\nOrigin: http://page.example\r\n"
                "Access-Control-Request-Method: POST\r\n\r\n");
    const Answer answer = client.receive();
    EXPECT_EQ(answer.status, 204);
    EXPECT_TRUE(answer.has_header("Allow: POST, OPTIONS")) << answer.head;
    EXPECT_THAT(answer.head, Not(HasSubstr("Access-Control")));
    EXPECT_THAT(answer.head, Not(HasSubstr("Content-")));
  }
  client.send("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(client.receive().status, 404);
}

}  // namespace
}  // namespace overt::testing
