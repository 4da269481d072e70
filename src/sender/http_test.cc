#include "sender/http.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <cstdlib>
#include <utility>

#include "sender/test_server.h"

namespace overt {
namespace {

using testing::answer;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::TestServer;

// Longer than anything a server on this machine takes.
constexpr std::int64_t kPatienceMs = 30'000;

std::unique_ptr<Transport> transport_to(const std::string& endpoint) {
  return curl_transport({.endpoint = endpoint, .user_agent = "overt/1.2.3"});
}

// Sets variables of this process for as long as it lives.
class ProcessEnvironment {
 public:
  explicit ProcessEnvironment(std::vector<std::pair<std::string, std::string>> variables)
      : variables_(std::move(variables)) {
    for (const auto& [name, value] : variables_) ::setenv(name.c_str(), value.c_str(), 1);
  }
  ProcessEnvironment(const ProcessEnvironment&) = delete;
  ProcessEnvironment& operator=(const ProcessEnvironment&) = delete;
  ~ProcessEnvironment() {
    for (const auto& [name, value] : variables_) ::unsetenv(name.c_str());
  }

 private:
  std::vector<std::pair<std::string, std::string>> variables_;
};

TEST(Http, a_request_carries_the_body_and_no_more_headers_than_it_needs) {
  const TestServer server;
  const std::string body("\0body\xff", 6);
  const auto got = transport_to(server.endpoint())->post(body, kPatienceMs);
  ASSERT_TRUE(got) << got.error().message;
  EXPECT_EQ(got->status, 200);
  ASSERT_EQ(server.requests().size(), 1);
  const testing::ReceivedRequest request = server.requests()[0];
  EXPECT_EQ(request.line, "POST /v1/traces HTTP/1.1");
  EXPECT_EQ(request.body, body);
  std::map<std::string, std::string> headers = request.headers;
  headers.erase("host");
  const std::map<std::string, std::string> expected = {{"content-length", "6"},
                                                       {"content-type", "application/x-protobuf"},
                                                       {"user-agent", "overt/1.2.3"}};
  EXPECT_EQ(headers, expected);
}

TEST(Http, the_head_of_a_request_can_be_told_before) {
  const TestServer server;
  const std::string port = server.endpoint().substr(server.endpoint().rfind(':') + 1);
  for (const std::string& endpoint :
       {server.endpoint(), "http://localhost:" + port,
        "http://127.0.0.1:" + port.substr(0, port.find('/')) + "/a/b%20c"}) {
    const TransportOptions options{.endpoint = endpoint, .user_agent = "overt/1.2.3"};
    ASSERT_TRUE(curl_transport(options)->post("body", kPatienceMs));
    EXPECT_EQ(server.requests().back().head, request_head(options, 4));
  }
}

TEST(Http, the_head_names_no_port_that_goes_without_saying) {
  const auto host_in_head = [](const std::string& endpoint) {
    const std::string head = request_head({.endpoint = endpoint, .user_agent = "overt/1"}, 0);
    const auto begin = head.find("Host: ");
    return head.substr(begin, head.find('\r', begin) - begin);
  };
  EXPECT_EQ(host_in_head("https://telemetry.example/v1/traces"), "Host: telemetry.example");
  EXPECT_EQ(host_in_head("https://telemetry.example:443/v1/traces"), "Host: telemetry.example");
  EXPECT_EQ(host_in_head("https://telemetry.example:80/"), "Host: telemetry.example:80");
  EXPECT_EQ(host_in_head("http://[::1]:4318/v1/traces"), "Host: [::1]:4318");
}

TEST(Http, a_body_of_megabytes_is_sent_without_asking_first) {
  const TestServer server;
  const std::string body(std::size_t{2} << 20, 'x');
  ASSERT_TRUE(transport_to(server.endpoint())->post(body, kPatienceMs));
  EXPECT_EQ(server.requests()[0].body, body);
  EXPECT_FALSE(server.requests()[0].headers.contains("expect"));
}

TEST(Http, many_requests_share_one_connection) {
  const TestServer server;
  const auto transport = transport_to(server.endpoint());
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(transport->post("x", kPatienceMs));
  EXPECT_EQ(server.requests().size(), 5);
  EXPECT_EQ(server.connections(), 1);
}

TEST(Http, the_answer_is_handed_over_as_it_came) {
  const TestServer server({answer(503, "busy", {"RETRY-AFTER:  7 "}), answer(200, "fine")});
  const auto transport = transport_to(server.endpoint());
  const auto busy = transport->post("x", kPatienceMs);
  ASSERT_TRUE(busy);
  EXPECT_EQ(busy->status, 503);
  EXPECT_EQ(busy->retry_after, "7");
  EXPECT_EQ(busy->body, "busy");
  const auto fine = transport->post("x", kPatienceMs);
  EXPECT_EQ(fine->retry_after, "");
  EXPECT_EQ(fine->body, "fine");
}

TEST(Http, a_redirect_is_an_answer_and_is_not_followed) {
  const TestServer elsewhere;
  const TestServer server({answer(307, "", {"Location: " + elsewhere.endpoint()})});
  EXPECT_EQ(transport_to(server.endpoint())->post("x", kPatienceMs)->status, 307);
  EXPECT_THAT(elsewhere.requests(), IsEmpty());
}

TEST(Http, cookies_and_credentials_are_not_given) {
  const TestServer server({answer(401, "", {"Set-Cookie: id=7", "WWW-Authenticate: Basic"})});
  const auto transport = transport_to(server.endpoint());
  EXPECT_EQ(transport->post("x", kPatienceMs)->status, 401);
  EXPECT_EQ(transport->post("x", kPatienceMs)->status, 200);
  for (const testing::ReceivedRequest& request : server.requests()) {
    EXPECT_FALSE(request.headers.contains("cookie"));
    EXPECT_FALSE(request.headers.contains("authorization"));
  }
}

TEST(Http, proxies_and_opentelemetry_variables_of_the_environment_are_not_heard) {
  const TestServer proxy;
  const ProcessEnvironment environment({{"http_proxy", proxy.endpoint()},
                                        {"all_proxy", proxy.endpoint()},
                                        {"OTEL_EXPORTER_OTLP_HEADERS", "authorization=secret"},
                                        {"OTEL_EXPORTER_OTLP_ENDPOINT", proxy.endpoint()}});
  const TestServer server;
  ASSERT_TRUE(transport_to(server.endpoint())->post("x", kPatienceMs));
  EXPECT_EQ(server.requests().size(), 1);
  EXPECT_FALSE(server.requests()[0].headers.contains("authorization"));
  EXPECT_THAT(proxy.requests(), IsEmpty());
}

TEST(Http, no_connection_no_answer_and_half_an_answer_are_errors) {
  const testing::RefusingPort nobody;
  EXPECT_THAT(transport_to(nobody.endpoint())->post("x", kPatienceMs).error().message,
              HasSubstr("connect"));
  const TestServer server(
      {testing::close_without_answer(),
       {.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", .close = true},
       {.bytes = "HTTP/1.1 200 OK\r\nContent-Le", .close = true},
       {.bytes = "HTTP/1.1 200 OK\r\n", .close = true},
       {.bytes = "SSH-2.0-server\r\n", .close = true}});
  for (int i = 0; i < 5; ++i) {
    EXPECT_FALSE(transport_to(server.endpoint())->post("x", kPatienceMs)) << i;
  }
}

TEST(Http, a_server_that_only_listens_is_given_up_in_time) {
  const TestServer server({testing::swallow()});
  EXPECT_THAT(transport_to(server.endpoint())->post("x", 50).error().message, HasSubstr("Timeout"));
}

TEST(Http, an_answer_of_the_limit_is_read_and_of_a_larger_one_only_the_status) {
  const TestServer server({answer(200, std::string(kAnswerBytesMax, 'x')),
                           answer(200, std::string(kAnswerBytesMax + 1, 'x'))});
  const auto transport = transport_to(server.endpoint());
  const auto largest = transport->post("x", kPatienceMs);
  ASSERT_TRUE(largest);
  EXPECT_FALSE(largest->too_large);
  EXPECT_EQ(largest->body.size(), kAnswerBytesMax);
  const auto larger = transport->post("x", kPatienceMs);
  ASSERT_TRUE(larger);
  EXPECT_TRUE(larger->too_large);
  EXPECT_EQ(larger->status, 200);
  EXPECT_THAT(larger->body, IsEmpty());
}

TEST(Http, headers_without_end_are_given_up) {
  const std::string line = "X: " + std::string(1000, 'x');
  const std::vector<std::string> below(50, line);
  const std::vector<std::string> above(70, line);
  const TestServer server({answer(200, "", below), answer(200, "", above)});
  const auto transport = transport_to(server.endpoint());
  EXPECT_FALSE(transport->post("x", kPatienceMs)->too_large);
  EXPECT_TRUE(transport->post("x", kPatienceMs)->too_large);
}

TEST(Http, a_compressed_answer_is_not_unpacked) {
  std::string packed(std::size_t{16} << 10, '\0');
  const std::string zeros(std::size_t{1} << 20, '\0');
  uLongf size = packed.size();
  ASSERT_EQ(compress(reinterpret_cast<Bytef*>(packed.data()), &size,
                     reinterpret_cast<const Bytef*>(zeros.data()), zeros.size()),
            Z_OK);
  packed.resize(size);
  const TestServer server({answer(200, packed, {"Content-Encoding: deflate"})});
  EXPECT_EQ(transport_to(server.endpoint())->post("x", kPatienceMs)->body, packed);
}

TEST(Http, the_certificates_to_trust_may_be_named_in_the_environment) {
  const TransportOptions options =
      trusting(Environment({{"SSL_CERT_FILE", "/a.pem"}, {"SSL_CERT_DIR", "/b"}}),
               {.endpoint = "https://c"});
  EXPECT_EQ(options.ca_file, "/a.pem");
  EXPECT_EQ(options.ca_folder, "/b");
  EXPECT_EQ(options.endpoint, "https://c");
}

}  // namespace
}  // namespace overt
