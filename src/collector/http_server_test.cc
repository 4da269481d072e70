#include "collector/http_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <memory>
#include <thread>
#include <vector>

#include "collector/gzip.h"
#include "collector/test_gzip.h"
#include "collector/test_http_client.h"

namespace overt {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using testing::Answer;
using testing::get;
using testing::HttpClient;
using testing::post;

HttpResponse text(int status, std::string body) {
  return {.status = status, .content_type = "text/plain", .body = std::move(body)};
}

// Answers with the request's body; to /held only when the test says so; refuses /refused.
class Echo final : public HttpService {
 public:
  std::optional<HttpResponse> refuse(const HttpRequest& head) const override {
    if (head.path != "/refused") return std::nullopt;
    return text(404, "refused");
  }
  void handle(HttpRequest request, Respond respond) const override {
    if (request.path == "/held") {
      held.set_value(std::move(respond));
    } else {
      respond(text(200, request.method + " " + request.path + " " + request.body));
    }
  }
  HttpResponse error(const HttpRequest& /*head*/, int status,
                     std::string_view message) const override {
    return text(status, "error: " + std::string(message));
  }

  mutable std::promise<Respond> held;
};

class HttpServerTest : public ::testing::Test {
 protected:
  void start(const HttpLimits& limits = {}, int threads = 2) {
    auto bound = HttpServer::bind({"127.0.0.1", 0}, limits);
    ASSERT_TRUE(bound);
    server_ = *std::move(bound);
    server_->start(echo_, threads);
  }

  std::uint16_t port() const { return server_->address().port; }

  Answer ask(std::string_view request) {
    HttpClient client(port());
    client.send(request);
    return client.receive();
  }

  Echo echo_;
  std::unique_ptr<HttpServer> server_;
};

TEST_F(HttpServerTest, many_requests_share_a_connection) {
  start();
  HttpClient client(port());
  for (int i = 0; i < 3; ++i) {
    client.send(post("/p", "t", "body"));
    const Answer answer = client.receive();
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "POST /p body");
    EXPECT_TRUE(answer.has_header("Content-Type: text/plain"));
  }
}

TEST_F(HttpServerTest, requests_sent_together_are_answered_in_order) {
  start();
  HttpClient client(port());
  client.send(get("/1") + post("/2", "t", "x") + get("/3"));
  EXPECT_EQ(client.receive().body, "GET /1 ");
  EXPECT_EQ(client.receive().body, "POST /2 x");
  EXPECT_EQ(client.receive().body, "GET /3 ");
}

TEST_F(HttpServerTest, a_request_may_come_byte_by_byte) {
  start();
  HttpClient client(port());
  for (const char byte : post("/p", "t", "body")) client.send({&byte, 1});
  EXPECT_EQ(client.receive().body, "POST /p body");
}

TEST_F(HttpServerTest, a_chunked_body_is_joined) {
  start();
  EXPECT_EQ(ask("POST /p HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                "2\r\nbo\r\n2;x=y\r\ndy\r\n0\r\n\r\n")
                .body,
            "POST /p body");
}

TEST_F(HttpServerTest, head_has_the_length_of_get_and_no_body) {
  start();
  HttpClient client(port());
  client.send("HEAD /abc HTTP/1.1\r\nHost: h\r\n\r\n" + get("/next"));
  EXPECT_TRUE(client.receive(true).has_header("Content-Length: 10"));
  EXPECT_EQ(client.receive().body, "GET /next ");
}

TEST_F(HttpServerTest, the_connection_closes_when_the_client_says_so) {
  start();
  for (const char* request :
       {"GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", "GET / HTTP/1.0\r\n\r\n"}) {
    HttpClient client(port());
    client.send(request);
    EXPECT_EQ(client.receive().status, 200);
    EXPECT_TRUE(client.at_end());
  }
}

TEST_F(HttpServerTest, a_client_that_expects_100_is_told_to_continue) {
  start();
  HttpClient client(port());
  client.send("POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.receive().status, 100);
  client.send("ok");
  EXPECT_EQ(client.receive().body, "POST /p ok");
}

TEST_F(HttpServerTest, what_is_refused_by_its_head_is_answered_before_its_body) {
  start();
  HttpClient client(port());
  client.send(
      "POST /refused HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.receive().body, "refused");
  EXPECT_TRUE(client.at_end());
}

TEST_F(HttpServerTest, a_refusal_without_a_body_to_skip_keeps_the_connection) {
  start();
  HttpClient client(port());
  client.send(get("/refused") + get("/next"));
  EXPECT_EQ(client.receive().body, "refused");
  EXPECT_EQ(client.receive().body, "GET /next ");
}

TEST_F(HttpServerTest, a_body_of_the_limit_is_taken_and_a_byte_more_is_not) {
  start({.body_bytes_max = 1000});
  EXPECT_EQ(ask(post("/p", "t", std::string(1000, 'x'))).status, 200);
  const Answer answer = ask(post("/p", "t", std::string(1001, 'x')));
  EXPECT_EQ(answer.status, 413);
  EXPECT_EQ(answer.body, "error: the body is too large");
}

TEST_F(HttpServerTest, a_chunked_body_has_the_same_limit) {
  start({.body_bytes_max = 16});
  const std::string head = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
  EXPECT_EQ(ask(head + "10\r\n0123456789abcdef\r\n0\r\n\r\n").status, 200);
  EXPECT_EQ(ask(head + "11\r\n0123456789abcdefg\r\n0\r\n\r\n").status, 413);
  EXPECT_EQ(ask(head + "10\r\n0123456789abcdef\r\n1\r\ng\r\n0\r\n\r\n").status, 413);
}

TEST_F(HttpServerTest, a_large_bomb_is_refused_before_its_end) {
  start();
  const std::string bomb = testing::gzip(std::string(100 << 20, 'x'));
  ASSERT_GT(bomb.size(), kMeasuredFromBytes);
  HttpClient client(port());
  client.send(post("/p", "t", bomb + "more", "Content-Encoding: gzip\r\n").substr(0, bomb.size()));
  EXPECT_EQ(client.receive().status, 413);
}

TEST_F(HttpServerTest, a_client_that_goes_on_sending_what_was_refused_is_not_reset) {
  start();
  HttpClient client(port());
  const std::string request = post("/refused", "t", std::string(4 << 20, 'x'));
  const std::size_t first = request.find("\r\n\r\n") + 5;
  client.send(request.substr(0, first));
  EXPECT_EQ(client.receive().status, 404);
  EXPECT_TRUE(client.send(request.substr(first)));
  client.finish_sending();
  EXPECT_TRUE(client.at_end());
}

TEST_F(HttpServerTest, a_head_of_the_limit_is_taken_and_a_byte_more_is_not) {
  start({.head_bytes_max = 1000});
  const std::string head = "GET / HTTP/1.1\r\nHost: ";
  const auto of_size = [&head](std::size_t size) {
    return head + std::string(size - head.size() - 4, 'x') + "\r\n\r\n";
  };
  EXPECT_EQ(ask(of_size(1000)).status, 200);
  EXPECT_EQ(ask(of_size(1001)).status, 431);
}

TEST_F(HttpServerTest, what_is_not_http_is_a_400) {
  start();
  for (const char* request :
       {"hello\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/2.0\r\n\r\n", "\x16\x03\x01 tls\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"}) {
    EXPECT_EQ(ask(request).status, 400) << request;
  }
}

TEST_F(HttpServerTest, bodies_together_stay_under_their_limit) {
  start({.bytes_in_flight_max = 1000});
  auto held = echo_.held.get_future();
  HttpClient first(port());
  first.send(post("/held", "t", std::string(600, 'x')));
  const Respond respond = held.get();
  EXPECT_EQ(ask(post("/p", "t", std::string(400, 'x'))).status, 200);
  EXPECT_EQ(ask(post("/p", "t", std::string(401, 'x'))).status, 503);
  respond(text(200, ""));
  EXPECT_EQ(first.receive().status, 200);
  // A request's share goes when its answer was written, which its client may know a moment earlier.
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (ask(post("/p", "t", std::string(1000, 'x'))).status != 200) {
    ASSERT_LT(std::chrono::steady_clock::now(), deadline);
  }
}

TEST_F(HttpServerTest, a_connection_over_the_limit_takes_the_seat_of_the_longest_idle) {
  // With one thread an answer is followed by nothing else before its connection is idle.
  start({.connections_max = 2}, 1);
  HttpClient first(port());
  HttpClient second(port());
  for (HttpClient* client : {&first, &second, &first}) {
    client->send(get("/"));
    EXPECT_EQ(client->receive().status, 200);
  }
  HttpClient third(port());
  EXPECT_TRUE(second.at_end());
  for (HttpClient* client : {&first, &third}) {
    client->send(get("/"));
    EXPECT_EQ(client->receive().status, 200);
  }
}

TEST_F(HttpServerTest, half_requests_keep_nobody_out) {
  start({.connections_max = 4});
  std::vector<std::unique_ptr<HttpClient>> slow;
  for (int i = 0; i < 40; ++i) {
    slow.push_back(std::make_unique<HttpClient>(port()));
    slow.back()->send(i % 2 == 0 ? "GET / HT"
                                 : "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\n1");
    EXPECT_EQ(ask(get("/")).status, 200);
  }
  EXPECT_TRUE(slow.front()->at_end());
}

TEST_F(HttpServerTest, a_connection_is_turned_away_when_all_others_are_to_be_answered) {
  start({.connections_max = 1});
  auto held = echo_.held.get_future();
  HttpClient first(port());
  first.send(get("/held"));
  const Respond respond = held.get();
  HttpClient second(port());
  EXPECT_EQ(second.receive().status, 503);
  EXPECT_TRUE(second.at_end());
  respond(text(200, "answered"));
  EXPECT_EQ(first.receive().body, "answered");
}

TEST_F(HttpServerTest, who_holds_bytes_for_longest_gives_way_before_they_run_out) {
  // Nothing but the bytes in flight ends the slow request.
  start({.bytes_in_flight_max = 1000, .body_grace = hours(1), .body_timeout = hours(1)});
  HttpClient slow(port());
  slow.send(post("/", "t", std::string(700, 'x')).substr(0, 700));
  auto gone = std::async(std::launch::async, [&slow] { return slow.at_end(); });
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  // They fit besides. Whether the slow bytes are there before the quick ones, nobody knows, and
  // quick ones may be held for a moment after their client has its answer.
  while (gone.wait_for(milliseconds(0)) != std::future_status::ready) {
    const int status = ask(post("/p", "t", std::string(150, 'x'))).status;
    ASSERT_TRUE(status == 200 || status == 503) << status;
    ASSERT_LT(std::chrono::steady_clock::now(), deadline);
  }
  EXPECT_TRUE(gone.get());
  while (ask(post("/p", "t", std::string(1000, 'x'))).status != 200) {
    ASSERT_LT(std::chrono::steady_clock::now(), deadline);
  }
}

TEST_F(HttpServerTest, a_connection_that_says_nothing_is_closed) {
  start({.idle_timeout = milliseconds(20)});
  EXPECT_TRUE(HttpClient(port()).at_end());
}

TEST_F(HttpServerTest, a_head_that_does_not_end_is_not_waited_for) {
  start({.head_timeout = milliseconds(20)});
  HttpClient client(port());
  client.send("GET / HT");
  EXPECT_TRUE(client.at_end());
}

TEST_F(HttpServerTest, a_body_that_does_not_end_is_not_waited_for) {
  start({.body_timeout = milliseconds(20)});
  HttpClient client(port());
  client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n1");
  EXPECT_TRUE(client.at_end());
}

TEST_F(HttpServerTest, a_body_that_drips_is_not_waited_for) {
  start({.body_bytes_per_second_min = 1'000'000'000, .body_grace = milliseconds(20)});
  HttpClient client(port());
  client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n1");
  while (client.send("1")) continue;
  EXPECT_EQ(client.receive().status, 0);
}

TEST_F(HttpServerTest, a_peer_that_leaves_while_it_is_served_harms_nobody) {
  start();
  auto held = echo_.held.get_future();
  {
    HttpClient leaver(port());
    leaver.send(get("/held"));
    held.wait();
  }
  held.get()(text(200, std::string(1 << 20, 'x')));
  EXPECT_EQ(ask(get("/")).status, 200);
}

TEST_F(HttpServerTest, stopping_answers_what_was_taken_and_closes_the_rest) {
  start();
  auto held = echo_.held.get_future();
  HttpClient taken(port());
  HttpClient half(port());
  HttpClient idle(port());
  idle.send(get("/"));
  EXPECT_EQ(idle.receive().status, 200);
  half.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n1");
  taken.send(get("/held"));
  const Respond respond = held.get();

  std::jthread stopper([this] { server_->stop(std::chrono::seconds(60)); });
  EXPECT_TRUE(idle.at_end());
  EXPECT_TRUE(half.at_end());
  respond(text(200, "answered"));
  const Answer answer = taken.receive();
  EXPECT_EQ(answer.body, "answered");
  EXPECT_TRUE(answer.has_header("Connection: close") || taken.at_end());
  stopper.join();
  EXPECT_FALSE(HttpClient(port()).connected());
}

TEST_F(HttpServerTest, stopping_does_not_wait_longer_than_its_grace) {
  start();
  auto held = echo_.held.get_future();
  HttpClient client(port());
  client.send(get("/held"));
  {
    const Respond respond = held.get();
    server_->stop(milliseconds(1));
    respond(text(200, "too late"));
  }
  server_.reset();
  EXPECT_TRUE(client.at_end());
}

TEST_F(HttpServerTest, an_occupied_port_is_named) {
  start();
  const ListenAddress taken = server_->address();
  const auto second = HttpServer::bind(taken, {});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().message,
            "cannot listen on " + to_string(taken) + ": Address already in use");
}

}  // namespace
}  // namespace overt
