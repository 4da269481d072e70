// What the collector does to those who mean it ill, and what the others notice of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <memory>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "abuse/slow_crowd.h"
#include "base/temporary_directory.h"
#include "collector/test_gzip.h"
#include "collector/test_http_client.h"
#include "model/event_json.h"
#include "model/otlp.h"
#include "model/page_examples.h"
#include "support/collector_process.h"
#include "support/long_run.h"

namespace overt {
namespace {

using testing::Answer;
using testing::CollectorProcess;
using testing::gzip;
using testing::HttpClient;
using testing::memory_of;
using testing::post;
using testing::SlowCrowd;

constexpr std::size_t kMib = std::size_t{1024} * 1024;

std::string request_of(std::int64_t ts_ms) {
  Event event = testing::page_exited_at(ts_ms);
  const OutgoingEvent outgoing{event, identity_of(event, to_json(event))};
  return encode_export_request(std::span(&outgoing, 1), "telemetry.werf.io");
}

class AbuseTest : public ::testing::Test {
 protected:
  std::uint16_t port() const { return collector_.ingest_port(); }

  // Whether an honest event is taken.
  bool takes_event(HttpClient& client) {
    client.send(post("/v1/traces", "application/x-protobuf", request_of(++last_ts_ms_)));
    return client.receive().status == 200;
  }
  bool takes_event() {
    HttpClient client(port());
    return takes_event(client);
  }

  testing::TemporaryDirectory directory_;
  CollectorProcess collector_{OVERT_PROGRAM,
                              {"--contract", std::string(OVERT_CONTRACTS) + "/werf.toml", "--data",
                               directory_.file("data")}};
  std::int64_t last_ts_ms_ = 0;
};

// Of several kinds, each more than the limit once inflated.
std::vector<std::string> bombs() {
  const std::string just_too_much = gzip(std::string(64 * kMib + 1, '\0'));
  std::string says_it_is_small = just_too_much;
  says_it_is_small.replace(says_it_is_small.size() - 4, 4, 4, '\0');
  const std::string half = gzip(std::string(40 * kMib, ' '));
  std::string far_too_much;
  for (int i = 0; i < 8; ++i) far_too_much += just_too_much;
  return {just_too_much, says_it_is_small, half + half, far_too_much};
}

TEST_F(AbuseTest, two_hundred_bombs_at_once_are_refused_and_take_no_memory) {
  const std::vector<std::string> kinds = bombs();
  ASSERT_TRUE(takes_event());
  const std::size_t before = memory_of(collector_.pid(), "VmRSS");
  constexpr std::size_t kBombs = 200;
  std::vector<int> statuses(kBombs);
  {
    std::vector<std::jthread> senders;
    for (std::size_t i = 0; i < kBombs; ++i) {
      senders.emplace_back([&, i] {
        HttpClient client(port());
        client.send(post("/v1/traces", "application/json", kinds[i % kinds.size()],
                         "Content-Encoding: gzip\r\n"));
        statuses[i] = client.receive().status;
      });
    }
  }
  EXPECT_THAT(statuses, ::testing::Each(413));
  EXPECT_TRUE(takes_event());
  if (testing::kIsSanitized) return;
  EXPECT_LT(memory_of(collector_.pid(), "VmHWM"), before + 64 * kMib);
}

// Requests that another server may read as another number of requests.
std::vector<std::string> smuggling_forms() {
  const auto with = [](const std::string& fields, const std::string& body) {
    return "POST /v1/traces HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n" + body;
  };
  const std::string chunked = "Transfer-Encoding: chunked\r\n";
  return {
      with("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
      with("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n"),
      with("Content-Length: 0\r\nContent-Length: 5\r\n", "12345"),
      with("Content-Length: 5\r\nContent-Length: 5\r\n", "12345"),
      with("Content-Length: 5, 5\r\n", "12345"),
      with("Content-Length: +5\r\n", "12345"),
      with("Content-Length: -5\r\n", "12345"),
      with("Content-Length: 0x5\r\n", "12345"),
      with("Content-Length: 5 5\r\n", "12345"),
      with("Content-Length: \r\n", ""),
      with("Content-Length : 5\r\n", "12345"),
      with("Content-Length\t: 5\r\n", "12345"),
      with("Content-Length: 99999999999999999999\r\n", "12345"),
      with("Transfer-Encoding: identity\r\n", "12345"),
      with("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"),
      with("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n"),
      with("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"),
      with("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", "0\r\n\r\n"),
      with(" Content-Length: 5\r\n", "12345"),
      with("X: a\r\n Content-Length: 5\r\n", "12345"),
      with("X: a\r\n\tb\r\n", ""),
      with("X: a\nContent-Length: 5\r\n", "12345"),
      with("X: a\rContent-Length: 5\r\n", "12345"),
      with(std::string("X: a\0b\r\n", 8), ""),
      with(std::string("X\0: a\r\n", 7), ""),
      with("X\r\n", ""),
      with(": a\r\n", ""),
      with("Host: other\r\n", ""),
      "POST /v1/traces HTTP/1.1\r\n\r\n",
      "POST /v1/traces HTTP/1.1\nHost: h\n\n",
      "POST /v1/traces HTTP/1.1\r\nHost: h\r\n\n",
      "POST  /v1/traces HTTP/1.1\r\nHost: h\r\n\r\n",
      "POST /v1/traces HTTP/1.1 \r\nHost: h\r\n\r\n",
      "POST /v1/traces HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      "\r\n\r\nPOST /v1/traces HTTP/1.1\r\nHost: h\r\n\r\n",
      with(chunked, "+5\r\n12345\r\n0\r\n\r\n"),
      with(chunked, "0x5\r\n12345\r\n0\r\n\r\n"),
      with(chunked, " 5\r\n12345\r\n0\r\n\r\n"),
      with(chunked, "5\n12345\r\n0\r\n\r\n"),
      with(chunked, "5\r\n12345\n0\r\n\r\n"),
      with(chunked, "5\r\n123456\r\n0\r\n\r\n"),
      with(chunked, "fffffffffffffffff\r\n12345\r\n0\r\n\r\n"),
      with(chunked, "\r\n0\r\n\r\n"),
  };
}

TEST_F(AbuseTest, what_can_be_read_in_two_ways_is_refused_and_nothing_after_it_is_read) {
  const std::string next = post("/v1/traces", "application/json", "{}");
  for (const std::string& form : smuggling_forms()) {
    HttpClient client(port());
    client.send(form + next);
    const Answer answer = client.receive();
    EXPECT_EQ(answer.status, 400) << form;
    EXPECT_TRUE(answer.has_header("Connection: close")) << form;
    EXPECT_TRUE(client.at_end()) << form;
  }
  EXPECT_TRUE(takes_event());
}

TEST_F(AbuseTest, a_chunk_line_without_an_end_is_refused) {
  HttpClient client(port());
  client.send("POST /v1/traces HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5;" +
              std::string(20'000, 'x'));
  EXPECT_EQ(client.receive().status, 400);
}

TEST_F(AbuseTest, slow_connections_keep_no_honest_client_out) {
  const int each = testing::is_long_run() ? 10'000 : 300;
  HttpClient kept(port());
  ASSERT_TRUE(takes_event(kept));
  SlowCrowd heads({.port = port(), .size = each, .has_head = false, .number = 1});
  SlowCrowd bodies({.port = port(), .size = each, .has_head = true, .number = 2});
  EXPECT_TRUE(takes_event(kept));
  ASSERT_TRUE(heads.wait_until_there());
  EXPECT_TRUE(takes_event(kept));
  ASSERT_TRUE(bodies.wait_until_there());
  const int honest = testing::is_long_run() ? 2000 : 100;
  for (int i = 0; i < honest; ++i) {
    ASSERT_TRUE(takes_event());
    ASSERT_TRUE(takes_event(kept));
  }
  if (testing::kIsSanitized) return;
  EXPECT_LT(memory_of(collector_.pid(), "VmHWM"), 150 * kMib);
  RecordProperty("peak_memory_kib", static_cast<int>(memory_of(collector_.pid(), "VmHWM") / 1024));
}

TEST_F(AbuseTest, a_promise_of_much_takes_no_memory) {
  ASSERT_TRUE(takes_event());
  const std::size_t before = memory_of(collector_.pid(), "VmSize");
  std::vector<std::unique_ptr<HttpClient>> clients;
  for (int i = 0; i < 100; ++i) {
    clients.push_back(std::make_unique<HttpClient>(port()));
    clients.back()->send(
        "POST /v1/traces HTTP/1.1\r\nHost: h\r\nContent-Length: 67108864\r\n"
        "Expect: 100-continue\r\n\r\n");
    EXPECT_EQ(clients.back()->receive().status, 100);
    clients.back()->send("1");
  }
  EXPECT_TRUE(takes_event());
  if (testing::kIsSanitized) return;
  // Of what is reserved, not of what is used: that would come with the bytes.
  EXPECT_LT(memory_of(collector_.pid(), "VmSize"), before + 1024 * kMib);
}

}  // namespace
}  // namespace overt
