// The statements about OTLP/HTTP traces (opentelemetry-proto 1.11) that a
// server keeps, one test each, in both encodings, on the real collector. Those that a client keeps
// are tested with the sender:
//    7 no retry after a partial success        sender_test.cc, a_partial_success_is_never_retried
//   10 what is retried, and nothing else       plan_test.cc, exactly_429_502_503_and_504_…
//   12 limits of request and response          plan_test.cc, a_batch_has_at_most_so_many_…;
//                                              http_test.cc, an_answer_of_the_limit_…,
//                                              a_compressed_…
//   13 Retry-After, or backoff with jitter     plan_test.cc, retry_after_…, waits_double_…
//   14 no answer is retried, one connection    sender_test.cc, sender_keeps_events_…;
//                                              http_test.cc, many_requests_share_one_connection
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include "collector/limits.h"
#include "collector/test_gzip.h"
#include "otlp/world.h"
#include "support/process.h"

namespace overt::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kGzipped[] = "Content-Encoding: gzip\r\n";

std::string content_type_header(std::string_view type) {
  return "Content-Type: " + std::string(type);
}

// 1. `POST /v1/traces`, default port 4318. HTTP/1.1 or h2.
TEST_P(OtlpTest, statement_1_spans_are_posted_to_v1_traces_by_http_1_1) {
  EXPECT_EQ(ask(post_events({werf_event(1)})).status, 200);
  EXPECT_EQ(ask(post("/v1/trace", type(), "")).status, 404);
  EXPECT_THAT(run_program({.argv = {OVERT_PROGRAM, "serve", "--help"}}).out,
              HasSubstr("127.0.0.1:4318"));
  // h2 belongs to a proxy: who begins with it hears of it and is not left waiting.
  EXPECT_EQ(ask("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").status, 400);
}

// 2. Protobuf is `application/x-protobuf`, JSON is `application/json`; both on the same port. The
// response uses the request's type.
TEST_P(OtlpTest, statement_2_the_response_has_the_type_of_the_request) {
  HttpClient client = connect();
  for (const char* parameters : {"", "; charset=utf-8", " ;x=y"}) {
    client.send(post("/v1/traces", std::string(type()) + parameters,
                     request_of({werf_event(1)}, encoding())));
    const Answer answer = client.receive();
    EXPECT_EQ(answer.status, 200) << parameters;
    EXPECT_TRUE(answer.has_header(content_type_header(type()))) << answer.head;
  }
  for (const OtlpEncoding other : {OtlpEncoding::kProtobuf, OtlpEncoding::kJson}) {
    const char* const its_type = other == OtlpEncoding::kProtobuf ? kProtobufType : kJsonType;
    client.send(post("/v1/traces", its_type, request_of({werf_event(2)}, other)));
    EXPECT_TRUE(client.receive().has_header(content_type_header(its_type)));
  }
}

// 3. The server accepts uncompressed bodies and `Content-Encoding: gzip`. It gzips a response only
// if `Accept-Encoding: gzip` was sent. Never is allowed, and a response is smaller than gzip's own
// frame.
TEST_P(OtlpTest, statement_3_gzip_is_taken_and_never_sent) {
  const std::string body = request_of({werf_event(1)}, encoding());
  for (const char* coding : {"gzip", "GZip", "x-gzip"}) {
    const Answer answer =
        ask(post_body(gzip(body), "Content-Encoding: " + std::string(coding) + "\r\n"));
    EXPECT_EQ(answer.status, 200) << coding;
    EXPECT_EQ(response_in(answer, encoding()), ExportResponse{});
  }
  EXPECT_EQ(ask(post_body(body, "Content-Encoding: identity\r\n")).status, 200);
  for (const char* accepted : {"", "Accept-Encoding: gzip\r\n", "Accept-Encoding: *\r\n"}) {
    EXPECT_THAT(ask(post_body(body, accepted)).head, Not(HasSubstr("Content-Encoding")));
  }
}

// 4. Success is 200 with an ExportTraceServiceResponse whose `partial_success` is unset.
TEST_P(OtlpTest, statement_4_success_is_an_empty_body_in_protobuf_and_an_empty_object_in_json) {
  const Answer answer = ask(post_events({werf_event(1), werf_event(2)}));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, encoding() == OtlpEncoding::kProtobuf ? "" : "{}");
  EXPECT_THAT(stored_moments(), ElementsAre(1, 2));
}

// 5. An empty request is a success.
TEST_P(OtlpTest, statement_5_an_empty_request_is_a_success) {
  std::vector<std::string> bodies = {request_of({}, encoding())};
  if (encoding() == OtlpEncoding::kProtobuf) {
    bodies.insert(bodies.end(), {std::string("\x0A\x00", 2), std::string("\x0A\x02\x12\x00", 4)});
  } else {
    bodies.insert(bodies.end(), {R"({"resourceSpans":[]})", R"({"resourceSpans":[{}]})",
                                 R"({"resourceSpans":[{"scopeSpans":[{"spans":[]}]}]})",
                                 R"({"resourceSpans":null})"});
  }
  for (const std::string& body : bodies) {
    for (const Answer& answer : {ask(post_body(body)), ask(post_body(gzip(body), kGzipped))}) {
      EXPECT_EQ(answer.status, 200) << body;
      EXPECT_EQ(answer.body, encoding() == OtlpEncoding::kProtobuf ? "" : "{}");
    }
  }
}

// 6. Partial acceptance is 200 with the exact count and an `error_message`.
TEST_P(OtlpTest, statement_6_rejected_spans_are_counted_exactly_and_the_others_kept) {
  std::vector<Event> events;
  for (std::int64_t moment = 1; moment <= 7; ++moment) {
    events.push_back(werf_event(moment));
    if (moment % 2 == 0) events.back().command = "no command of its";
  }
  const Answer some = ask(post_events(events));
  EXPECT_EQ(some.status, 200);
  EXPECT_EQ(response_in(some, encoding()),
            (ExportResponse{.rejected_spans = 3, .error_message = "command: not in the contract"}));
  const Answer all = ask(post_body(request_of(events, encoding(), "http.request")));
  EXPECT_EQ(all.status, 200);
  EXPECT_EQ(response_in(all, encoding()).rejected_spans, 7);
  EXPECT_NE(response_in(all, encoding()).error_message, "");
  EXPECT_THAT(stored_moments(), ElementsAre(1, 3, 5, 7));
}

// 8. Undecodable or permanently invalid data is 400, never retried.
TEST_P(OtlpTest, statement_8_what_cannot_be_decoded_is_a_400) {
  const std::string whole = request_of({werf_event(1)}, encoding());
  const std::string cut = whole.substr(0, whole.size() - 1);
  for (const std::string& body : {cut, "x" + whole, std::string("\xFF\xFF\xFF"), whole + "\x0A"}) {
    const Answer answer = ask(post_body(body));
    EXPECT_EQ(answer.status, encoding() == OtlpEncoding::kJson && body == whole + "\n" ? 200 : 400);
    EXPECT_THAT(answer.head, Not(HasSubstr("Retry-After")));
  }
  EXPECT_EQ(ask(post_body(whole, kGzipped)).status, 400);
  EXPECT_EQ(ask(post_body(gzip(cut), kGzipped)).status, 400);
  EXPECT_EQ(ask(post_body(gzip(whole).substr(0, 40), kGzipped)).status, 400);
}

// 9. The body of every 4xx and 5xx is a `google.rpc.Status` in the request's encoding.
TEST_P(OtlpTest, statement_9_every_error_is_a_status_in_the_encoding_of_the_request) {
  const std::string typed = "Host: h\r\n" + content_type_header(type()) + "\r\n";
  const std::string too_long = "Content-Length: 67108865\r\n\r\n";
  const std::vector<std::pair<int, std::string>> refused = {
      {400, post_body("\x0A\xFF{")},
      {400, "POST /v1/traces HTTP/1.1\r\n" + typed + "no header\r\n\r\n"},
      {400, "POST /v1/traces HTTP/1.1\r\n" + typed + "Content-Length: x\r\n\r\n"},
      {400, "POST /v1/traces HTTP/1.1\r\n" + typed + "Transfer-Encoding: chunked\r\n\r\nno\r\n"},
      {404, post("/v1/metrics", type(), "")},
      {404, post("/", type(), "")},
      {405, "GET /v1/traces HTTP/1.1\r\n" + typed + "\r\n"},
      {405, "DELETE /v1/traces HTTP/1.1\r\n" + typed + "\r\n"},
      {413, "POST /v1/traces HTTP/1.1\r\n" + typed + too_long},
      {415, post_body("", "Content-Encoding: br\r\n")},
      {417, post_body("", "Expect: a miracle\r\n")},
      {431, "POST /v1/traces HTTP/1.1\r\n" + typed + "X: " + std::string(9000, 'x') + "\r\n\r\n"},
  };
  for (const auto& [status, request] : refused) {
    const Answer answer = ask(request);
    EXPECT_EQ(answer.status, status) << request.substr(0, 200);
    EXPECT_TRUE(answer.has_header(content_type_header(type()))) << answer.head << request;
    EXPECT_NE(status_in(answer, encoding()).message, "") << status;
    EXPECT_GT(status_in(answer, encoding()).code, 0) << status;
  }
}

// 9, where the request has no encoding of OTLP's: JSON, which a person can read.
TEST_F(OtlpWorld, statement_9_an_error_for_an_unknown_type_is_a_status_in_json) {
  for (const char* type : {"text/plain", "application/protobuf", "application/json-seq", ""}) {
    const Answer answer = ask(post("/v1/traces", type, "body"));
    EXPECT_EQ(answer.status, 415);
    EXPECT_TRUE(answer.has_header("Accept: application/x-protobuf, application/json"));
    EXPECT_TRUE(answer.has_header(content_type_header(kJsonType)));
    EXPECT_NE(status_in(answer, OtlpEncoding::kJson).message, "");
  }
}

// 10. Retryable: exactly 429, 502, 503, 504. 13. Overload is 429 or 503, with `Retry-After`. Only
// the server's own trouble is answered so; what 9 lists is final.
TEST_P(OtlpTest, statements_10_and_13_what_cannot_be_kept_now_is_a_503_with_when_to_return) {
  const rlimit no_room{.rlim_cur = 1, .rlim_max = RLIM_INFINITY};
  const rlimit room{.rlim_cur = RLIM_INFINITY, .rlim_max = RLIM_INFINITY};
  ASSERT_EQ(::prlimit(collector_->pid(), RLIMIT_FSIZE, &no_room, nullptr), 0);
  const Answer answer = ask(post_events({werf_event(1)}));
  EXPECT_EQ(answer.status, 503);
  EXPECT_TRUE(answer.has_header("Retry-After: 5")) << answer.head;
  EXPECT_TRUE(answer.has_header(content_type_header(type())));
  EXPECT_NE(status_in(answer, encoding()).message, "");
  ASSERT_EQ(::prlimit(collector_->pid(), RLIMIT_FSIZE, &room, nullptr), 0);
  EXPECT_EQ(ask(post_events({werf_event(1)})).status, 200);
  EXPECT_THAT(stored_moments(), ElementsAre(1));
}

// 11. The server limits the request body, also after decompression; above it: 413. The limit itself
// is taken: ingest_test.cc and http_server_test.cc.
TEST_P(OtlpTest, statement_11_a_body_over_the_limit_is_a_413_also_once_inflated) {
  const std::string bomb = gzip(std::string(kHttpBodyBytesMax + 1, ' '));
  ASSERT_LT(bomb.size(), 100'000U);
  EXPECT_EQ(ask(post_body(bomb, kGzipped)).status, 413);
  EXPECT_EQ(ask("POST /v1/traces HTTP/1.1\r\nHost: h\r\n" + content_type_header(type()) +
                "\r\nContent-Length: " + std::to_string(kHttpBodyBytesMax + 1) + "\r\n\r\n")
                .status,
            413);
}

// 14. Connections are kept alive.
TEST_P(OtlpTest, statement_14_a_connection_takes_many_requests_refused_ones_among_them) {
  HttpClient client = connect();
  for (std::int64_t moment = 1; moment <= 3; ++moment) {
    client.send(post_events({werf_event(moment)}));
    EXPECT_EQ(client.receive().status, 200);
    client.send(post_body("\xFF"));
    EXPECT_EQ(client.receive().status, 400);
  }
  EXPECT_THAT(stored_moments(), ElementsAre(1, 2, 3));
}

// 16. Duplicates after a lost answer are allowed by the protocol. Here they are known as such.
TEST_P(OtlpTest, statement_16_a_span_that_comes_again_is_one_event) {
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(ask(post_events({werf_event(1), werf_event(2), werf_event(1)})).status, 200);
  }
  for (const OtlpEncoding other : {OtlpEncoding::kProtobuf, OtlpEncoding::kJson}) {
    const char* const its_type = other == OtlpEncoding::kProtobuf ? kProtobufType : kJsonType;
    EXPECT_EQ(ask(post("/v1/traces", its_type, request_of({werf_event(2)}, other))).status, 200);
  }
  EXPECT_THAT(stored_moments(), ElementsAre(1, 2));
}

}  // namespace
}  // namespace overt::testing
