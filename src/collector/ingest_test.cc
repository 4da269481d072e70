#include "collector/ingest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "base/hash.h"
#include "collector/limits.h"
#include "collector/test_events.h"
#include "collector/test_gzip.h"
#include "model/limits.h"

namespace overt {
namespace {

using ::testing::Contains;
using testing::gzip;
using ::testing::HasSubstr;
using ::testing::Pair;
using testing::request_of;
using testing::tool_event;

constexpr char kProtobuf[] = "application/x-protobuf";
constexpr char kJson[] = "application/json";

// Holds what is submitted until the test commits it or fails it.
class HeldInbox final : public Inbox {
 public:
  void submit(std::vector<AcceptedEvent> batch, std::function<void(Status)> done) override {
    events += batch.size();
    finish = std::move(done);
  }
  Result<std::vector<StoredEvent>> read(std::int64_t /*position*/,
                                        std::size_t /*events_max*/) override {
    return std::vector<StoredEvent>{};
  }
  Status prune(std::int64_t /*position*/) override { return Ok{}; }
  Result<InboxExtent> extent() override { return InboxExtent{}; }
  Status begin_after(std::int64_t /*position*/) override { return Ok{}; }

  std::size_t events = 0;
  std::function<void(Status)> finish;
};

class IngestTest : public ::testing::Test {
 protected:
  void send(std::string content_type, std::string body, std::string content_encoding = "") {
    answer_ = {.status = 0};
    const HttpRequest request{.method = "POST",
                              .path = "/v1/traces",
                              .content_type = std::move(content_type),
                              .content_encoding = std::move(content_encoding),
                              .body = std::move(body)};
    ingest_.take_traces(request, [this](HttpResponse response) { answer_ = std::move(response); });
  }

  SystemClock clock_;
  std::vector<std::string> log_lines_;
  ServerLog log_{clock_, [this](std::string_view line) { log_lines_.emplace_back(line); }};
  CurrentContracts contracts_{*ContractSet::make({testing::tool_contract()})};
  Pepper pepper_{Bytes<32>{1}};
  Door door_{contracts_, pepper_};
  HeldInbox inbox_;
  int commits_ = 0;
  Ingest ingest_{door_, inbox_, clock_, log_, [this] { ++commits_; }};
  HttpResponse answer_;  // status 0: none yet
};

TEST_F(IngestTest, a_request_is_answered_after_its_commit_and_not_before) {
  send(kProtobuf, request_of({tool_event(1)}));
  EXPECT_EQ(answer_.status, 0);
  EXPECT_EQ(inbox_.events, 1U);
  inbox_.finish(Ok{});
  EXPECT_EQ(answer_.status, 200);
  EXPECT_EQ(answer_.body, "");
  EXPECT_EQ(commits_, 1);
}

TEST_F(IngestTest, what_is_not_committed_is_to_be_sent_again) {
  send(kProtobuf, request_of({tool_event(1)}));
  inbox_.finish(Error{"the disk is full"});
  EXPECT_EQ(answer_.status, 503);
  EXPECT_THAT(answer_.headers, Contains(Pair("Retry-After", "5")));
  EXPECT_EQ(answer_.body, encode_status(14, "events cannot be kept now, try again later",
                                        OtlpEncoding::kProtobuf));
  EXPECT_EQ(commits_, 0);
}

TEST_F(IngestTest, a_request_without_the_key_of_its_tool_is_a_401) {
  const CurrentKeys keys(*IngestKeys::parse("tool " + to_hex(sha256("abc"))));
  const Door door(contracts_, pepper_, &keys);
  Ingest ingest(door, inbox_, clock_, log_, [] {});
  HttpRequest request{.method = "POST",
                      .path = "/v1/traces",
                      .content_type = kProtobuf,
                      .body = request_of({tool_event(1)})};
  ingest.take_traces(request, [this](HttpResponse response) { answer_ = std::move(response); });
  EXPECT_EQ(answer_.status, 401);
  EXPECT_THAT(answer_.headers, Contains(Pair("WWW-Authenticate", "Bearer")));
  EXPECT_EQ(answer_.body,
            encode_status(16, "the request does not bear a key of the tool it sends for",
                          OtlpEncoding::kProtobuf));
  EXPECT_EQ(inbox_.events, 0U);
  request.authorization = "Bearer abc";
  ingest.take_traces(request, [](const HttpResponse& /*response*/) {});
  EXPECT_EQ(inbox_.events, 1U);
}

TEST_F(IngestTest, a_failing_inbox_is_reported_when_it_begins_and_when_it_ends) {
  for (const Status& status : {Status(Error{"the disk is full"}), Status(Error{"still full"}),
                               Status(Ok{}), Status(Ok{})}) {
    send(kProtobuf, request_of({tool_event(1)}));
    inbox_.finish(status);
    EXPECT_EQ(ingest_.failing(), !status.ok());
  }
  EXPECT_THAT(log_lines_,
              ::testing::ElementsAre(HasSubstr("the disk is full"), HasSubstr("again")));
}

TEST_F(IngestTest, a_request_that_is_refused_as_a_whole_needs_no_commit) {
  send(kProtobuf, request_of({tool_event(1)}, "other"));
  EXPECT_EQ(answer_.status, 200);
  EXPECT_EQ(answer_.body,
            encode_export_response({1, "span name: no contract has it"}, OtlpEncoding::kProtobuf));
  send(kJson, "{}");
  EXPECT_EQ(answer_.body, "{}");
  EXPECT_EQ(inbox_.events, 0U);
}

TEST_F(IngestTest, gzip_is_inflated) {
  send(kProtobuf, gzip(request_of({tool_event(1), tool_event(2)})), "GZIP");
  EXPECT_EQ(inbox_.events, 2U);
}

TEST_F(IngestTest, an_inflated_body_of_the_limit_is_read_and_a_byte_more_is_not) {
  // White space is fine around JSON. It must not look like a bomb.
  std::string body(kHttpBodyBytesMax, ' ');
  body.replace(0, 2, "{}");
  std::minstd_rand numbers;
  for (std::size_t at = 2; at < 2U << 20U; ++at) body[at] = " \n\t\r"[numbers() % 4];
  send(kJson, gzip(body), "gzip");
  EXPECT_EQ(answer_.status, 200);
  send(kJson, gzip(body + ' '), "gzip");
  EXPECT_EQ(answer_.status, 413);
  EXPECT_EQ(answer_.content_type, kJson);
}

TEST_F(IngestTest, a_request_of_the_most_spans_is_taken_and_one_more_is_not) {
  std::vector<Event> events(kSpansPerRequestMax, tool_event(1));
  send(kProtobuf, request_of(events));
  EXPECT_EQ(inbox_.events, kSpansPerRequestMax);
  events.push_back(tool_event(1));
  send(kProtobuf, request_of(events));
  EXPECT_EQ(answer_.status, 400);
}

TEST_F(IngestTest, what_cannot_be_read_is_a_400) {
  send(kProtobuf, "\x0a\x05x");
  EXPECT_EQ(answer_.status, 400);
  EXPECT_EQ(answer_.content_type, kProtobuf);
  send(kJson, "{\"resourceSpans\":");
  EXPECT_EQ(answer_.status, 400);
  EXPECT_EQ(answer_.content_type, kJson);
  send(kProtobuf, request_of({tool_event(1)}), "gzip");
  EXPECT_EQ(answer_.status, 400);
}

TEST_F(IngestTest, another_media_type_is_a_415_that_names_what_would_do) {
  for (const char* type : {"", "text/plain", "application/protobuf", "application/json-seq"}) {
    send(type, "");
    EXPECT_EQ(answer_.status, 415) << type;
    EXPECT_THAT(answer_.headers,
                Contains(Pair("Accept", "application/x-protobuf, application/json")));
  }
}

TEST_F(IngestTest, another_coding_is_a_415_that_names_what_would_do) {
  for (const char* coding : {"br", "deflate", "gzip, gzip"}) {
    send(kProtobuf, "", coding);
    EXPECT_EQ(answer_.status, 415) << coding;
    EXPECT_EQ(answer_.content_type, kProtobuf);
    EXPECT_THAT(answer_.headers, Contains(Pair("Accept-Encoding", "gzip")));
  }
  send(kJson, "{}", "identity");
  EXPECT_EQ(answer_.status, 200);
}

}  // namespace
}  // namespace overt
