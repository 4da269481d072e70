// POST /v1/events, without a socket: what of the lines of a log is let in, and what is answered.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/bytes.h"
#include "base/hash.h"
#include "collector/ingest.h"
#include "collector/ingest_keys.h"
#include "collector/test_events.h"
#include "collector/test_gzip.h"
#include "model/limits.h"

namespace overt {
namespace {

using ::testing::Contains;
using testing::gzip;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using testing::request_of;
using testing::tool_event;

constexpr char kLines[] = "application/x-ndjson";

// Commits at once and keeps everything.
class OpenInbox final : public Inbox {
 public:
  void submit(std::vector<AcceptedEvent> batch, std::function<void(Status)> done) override {
    std::ranges::move(batch, std::back_inserter(events));
    done(status);
  }
  Result<std::vector<StoredEvent>> read(std::int64_t /*position*/,
                                        std::size_t /*events_max*/) override {
    return std::vector<StoredEvent>{};
  }
  Status prune(std::int64_t /*position*/) override { return Ok{}; }
  Result<InboxExtent> extent() override { return InboxExtent{}; }
  Status begin_after(std::int64_t /*position*/) override { return Ok{}; }

  std::vector<AcceptedEvent> events;
  Status status = Ok{};
};

class TakeEvents : public ::testing::Test {
 protected:
  const HttpResponse& send(std::string body, std::string query = "app=tool",
                           std::string content_type = kLines, std::string content_encoding = "") {
    answer_ = {.status = 0};
    ingest_.take_events({.method = "POST",
                         .path = "/v1/events",
                         .query = std::move(query),
                         .content_type = std::move(content_type),
                         .content_encoding = std::move(content_encoding),
                         .body = std::move(body)},
                        [this](HttpResponse response) { answer_ = std::move(response); });
    return answer_;
  }

  SystemClock clock_;
  ServerLog log_{clock_, [](std::string_view) {}};
  CurrentContracts contracts_{*ContractSet::make({testing::tool_contract()})};
  Pepper pepper_{Bytes<32>{1}};
  Door door_{contracts_, pepper_};
  OpenInbox inbox_;
  Ingest ingest_{door_, inbox_, clock_, log_, [] {}};
  HttpResponse answer_;
};

std::string line_of(const Event& event) { return to_json(event) + "\n"; }

TEST_F(TakeEvents, lines_are_kept_and_answered_with_an_empty_object) {
  send(line_of(tool_event(1)) + line_of(tool_event(2)));
  EXPECT_EQ(answer_.status, 200);
  EXPECT_EQ(answer_.content_type, "application/json");
  EXPECT_EQ(answer_.body, "{}");
  EXPECT_EQ(inbox_.events.size(), 2U);
}

TEST_F(TakeEvents, a_line_is_the_same_event_as_the_span_that_the_sender_makes_of_it) {
  send(line_of(tool_event(1)));
  ingest_.take_traces({.method = "POST",
                       .path = "/v1/traces",
                       .content_type = "application/x-protobuf",
                       .body = request_of({tool_event(1)})},
                      [](const HttpResponse&) {});
  ASSERT_EQ(inbox_.events.size(), 2U);
  EXPECT_EQ(inbox_.events[0].identity, inbox_.events[1].identity);
  EXPECT_EQ(inbox_.events[0].app, inbox_.events[1].app);
  EXPECT_EQ(inbox_.events[0].line, inbox_.events[1].line);
}

TEST_F(TakeEvents, a_tool_with_keys_wants_one_for_its_lines_too) {
  const CurrentKeys keys(*IngestKeys::parse("tool " + to_hex(sha256("abc"))));
  const Door door(contracts_, pepper_, &keys);
  Ingest ingest(door, inbox_, clock_, log_, [] {});
  HttpRequest request{.method = "POST",
                      .path = "/v1/events",
                      .query = "app=tool",
                      .content_type = kLines,
                      .body = line_of(tool_event(1))};
  const auto ask = [&](std::string authorization) {
    request.authorization = std::move(authorization);
    ingest.take_events(request, [this](HttpResponse response) { answer_ = std::move(response); });
    return answer_.status;
  };
  EXPECT_EQ(ask(""), 401);
  EXPECT_EQ(ask("Bearer abd"), 401);
  EXPECT_THAT(inbox_.events, IsEmpty());
  EXPECT_EQ(ask("Bearer abc"), 200);
  EXPECT_EQ(inbox_.events.size(), 1U);
}

TEST_F(TakeEvents, white_space_in_a_line_makes_it_another_event_as_it_does_in_the_log) {
  send(to_json(tool_event(1)) + " \n" + to_json(tool_event(1)) + "\n");
  ASSERT_EQ(inbox_.events.size(), 2U);
  EXPECT_NE(inbox_.events[0].identity, inbox_.events[1].identity);
}

TEST_F(TakeEvents, empty_lines_are_none_and_the_last_one_may_lack_its_newline) {
  EXPECT_EQ(send("").body, "{}");
  EXPECT_EQ(send("\n\n").body, "{}");
  EXPECT_THAT(inbox_.events, IsEmpty());
  EXPECT_EQ(send("\n" + to_json(tool_event(1))).body, "{}");
  EXPECT_EQ(inbox_.events.size(), 1U);
}

TEST_F(TakeEvents, wrong_lines_are_counted_and_the_first_of_each_kind_is_numbered) {
  Event unknown = tool_event(2);
  unknown.command = "tool secret";
  send(line_of(tool_event(1)) + "\n" + line_of(unknown) + "{secret\n" + line_of(unknown) +
       line_of(tool_event(3)));
  EXPECT_EQ(answer_.status, 200);
  EXPECT_THAT(answer_.body,
              HasSubstr(R"({"partialSuccess":{"rejectedEvents":3,"errorMessage":)"
                        R"("line 3: command: not in the contract; line 4: not JSON)"));
  EXPECT_THAT(answer_.body, ::testing::Not(HasSubstr("secret")));
  EXPECT_EQ(inbox_.events.size(), 2U);
}

TEST_F(TakeEvents, many_kinds_of_wrong_lines_are_told_in_a_short_answer) {
  send("1\n{}\n[\n\"\xFF\"\n{\"ts\":1,\"ts\":1}\n");
  EXPECT_THAT(answer_.body, HasSubstr(R"("rejectedEvents":5,)"));
  EXPECT_THAT(answer_.body, HasSubstr("and other reasons"));
}

TEST_F(TakeEvents, ids_are_keyed_and_what_is_discarded_goes) {
  Event event = tool_event(1);
  event.schema_version = 2;
  event.user_id = std::string(64, 'b');
  event.attributes.insert(event.attributes.begin(), {"extra", StringMap{{"team", "secret"}}});
  send(line_of(event));
  ASSERT_EQ(inbox_.events.size(), 1U);
  const std::string& line = inbox_.events[0].line;
  EXPECT_THAT(line, ::testing::Not(HasSubstr("aaaa")));
  EXPECT_THAT(line, ::testing::Not(HasSubstr("bbbb")));
  EXPECT_THAT(line, ::testing::Not(HasSubstr("secret")));
}

TEST_F(TakeEvents, an_execution_id_of_zeros_is_refused_as_a_trace_id_of_zeros_is) {
  Event event = tool_event(1);
  event.execution_id = {};
  EXPECT_THAT(send(line_of(event)).body, HasSubstr("line 1: executionID"));
}

TEST_F(TakeEvents, a_line_of_the_most_bytes_is_read_and_a_byte_more_is_not) {
  std::string line = to_json(tool_event(1));
  line += std::string(kEventLineBytesMax - 1 - line.size(), ' ');
  EXPECT_EQ(send(line + "\n").body, "{}");
  EXPECT_THAT(send(line + " \n").body, HasSubstr("line 1: more than 4096 bytes"));
}

TEST_F(TakeEvents, as_many_lines_as_the_limit_are_taken_and_one_more_is_not) {
  std::string lines;
  for (std::size_t i = 0; i < kLinesPerRequestMax; ++i) lines += line_of(tool_event(1));
  EXPECT_EQ(send(lines).status, 200);
  EXPECT_EQ(inbox_.events.size(), kLinesPerRequestMax);
  EXPECT_EQ(send(lines + "\n").status, 400);
}

TEST_F(TakeEvents, gzip_is_inflated) {
  send(gzip(line_of(tool_event(1))), "app=tool", kLines, "gzip");
  EXPECT_EQ(inbox_.events.size(), 1U);
  EXPECT_EQ(send("plain", "app=tool", kLines, "gzip").status, 400);
  EXPECT_EQ(send("", "app=tool", kLines, "br").status, 415);
}

TEST_F(TakeEvents, another_type_and_another_tool_are_refused_in_json) {
  for (const char* type : {"", "application/json", "application/x-protobuf", "text/plain"}) {
    EXPECT_EQ(send("", "app=tool", type).status, 415) << type;
    EXPECT_THAT(answer_.headers, Contains(Pair("Accept", kLines)));
  }
  EXPECT_EQ(send("", "app=tool", "Application/X-NDJSON; charset=utf-8").status, 200);
  EXPECT_EQ(send("", "").status, 400);
  EXPECT_EQ(answer_.content_type, "application/json");
  EXPECT_THAT(answer_.body, HasSubstr("app: is missing"));
  EXPECT_EQ(send("", "app=other").status, 400);
  EXPECT_THAT(answer_.body, HasSubstr("app: no contract has it"));
}

TEST_F(TakeEvents, what_is_not_committed_is_to_be_sent_again) {
  inbox_.status = Error{"the disk is full"};
  EXPECT_EQ(send(line_of(tool_event(1))).status, 503);
  EXPECT_THAT(answer_.headers, Contains(Pair("Retry-After", "5")));
  EXPECT_EQ(answer_.content_type, "application/json");
}

}  // namespace
}  // namespace overt
